# Linked nowhere but on the print kit's code, and never a fragment: test_views.py.
NO_PAGES = [
    "tablet.show",
    "tablet.new_concern",
    "tablet.concern_waits",
    "tablet.receipt",
    "tablet.new_arrival",
    "tablet.arrival_waits",
    "tablet.counted",
]
FOR_EVERYBODY = [
    *NO_PAGES,
    "tablet.create_concern",
    "tablet.take_waited_concern",
    "tablet.create_arrival",
    "tablet.take_waited_arrival",
]
FOR_RESIDENTS = [
    f"coffeecop/parts/tablet/{file}"
    for file in ("forms.py", "accessibility.py", "templates/", "views.py")
]
