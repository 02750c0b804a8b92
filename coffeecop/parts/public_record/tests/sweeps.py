# Files; the proof is linked where there is one.
NO_PAGES = ["public_record.download", "public_record.proof", "public_record.verifier"]
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
CHECKS = [
    ("public_record_entries", "state_before = 'x'", "recordstatebefore"),
    ("public_record_entries", "state_after = 'x'", "recordstate"),
    ("public_record_entries", "sequence = 0", "sequence_positive"),
    ("public_record_entries", "commitment = 'c'", "commitment_length"),
    ("public_record_entries", "hash = 'h'", "hash_length"),
    ("public_record_entries", "state_before = state_after", "state_changes"),
    ("public_record_openings", "salt = 's'", "salt_length"),
    ("public_record_heads", "sequence = -1", "sequence_counted"),
    ("public_record_heads", "hash = ''", "hash_length"),
    ("public_record_roots", "size = 0", "size_positive"),
    ("public_record_roots", "root = 'r'", "root_length"),
    ("public_record_roots", "hash = 'h'", "hash_length"),
]
