NO_PAGES = ["print_kit.pdf"]
PAGES_OF_EVENT = ["paper-cards", "print-kit?sheet=poster", "print-kit"]
FOR_RESIDENTS = ["coffeecop/parts/print_kit/templates/print_kit/not_typed_in.html"]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
EVENT = "/staff/events/<int:event_id>"
OPEN_TO = [
    (f"{method} {EVENT}/{rest}", EVERYBODY)
    for method, rest in (
        ("GET", "paper-cards"),
        ("POST", "paper-cards"),
        ("POST", "paper-cards/<int:concern_id>/topics"),
        ("POST", "paper-cards/<int:concern_id>/undo"),
        ("POST", "poster"),
        ("GET", "print-kit"),
        ("POST", "print-kit"),
        ("GET", "print-kit.pdf"),
    )
]
# The second: nothing was found that they typed in.
TO_A_COMPLAINT = [("print_kit.set_paper_card_topics", 422), ("print_kit.undo_paper_card", 303)]
