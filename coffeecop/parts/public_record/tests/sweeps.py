# Files; the proof is linked where there is one.
NO_PAGES = ["public_record.download", "public_record.proof"]
FOR_EVERYBODY = ["public_record.show", *NO_PAGES]
ALWAYS_WHOLE = ["public_record.show"]
PAGES_OF_EVENT_FOR_RESIDENTS = ["record"]
FOR_RESIDENTS = [
    f"coffeecop/parts/public_record/{file}"
    for file in (
        "part.py",
        "telling.py",
        "templates/public_record/macros.html",
        "templates/public_record/privacy.html",
        "templates/public_record/proof.html",
        "templates/public_record/show.html",
    )
]
ABOUT_RESIDENTS = ["public_record_openings"]
