COSTS = [("/staff/concerns/{concern}", 2)]
CLERKS = {"records"}
RECORDS = "/staff/records"
OPEN_TO = [
    (f"{method} {RECORDS}{rest}", CLERKS)
    for method, rest in (
        ("GET", ""),
        ("GET", "/destructions/<int:destruction_id>"),
        ("POST", "/destructions/<int:destruction_id>/approval"),
        ("POST", "/destructions/<int:destruction_id>/stop"),
        ("GET", "/due/<series>"),
        ("POST", "/due/<series>"),
        ("POST", "/holds"),
        ("GET", "/holds/<int:hold_id>"),
        ("POST", "/holds/<int:hold_id>/lift"),
        ("POST", "/holds/<int:hold_id>/records"),
        ("GET", "/holds/new"),
        ("GET", "/requests"),
        ("POST", "/requests"),
        ("GET", "/requests/<int:request_id>"),
        ("POST", "/requests/<int:request_id>/close"),
        ("POST", "/requests/<int:request_id>/decisions"),
        ("POST", "/requests/<int:request_id>/packs"),
        ("GET", "/requests/<int:request_id>/packs/<int:number>.zip"),
        ("POST", "/requests/<int:request_id>/search"),
        ("POST", "/requests/<int:request_id>/words"),
        ("POST", "/requests/deadline"),
        ("POST", "/schedule"),
        ("GET", "/schedule/<series>"),
        ("POST", "/schedule/<series>"),
    )
]
NO_PAGES = ["records_requests.download"]
# Tables whose rows let nobody delete what they refer to.
KEEPING = ["held_records"]
BREAKABLE = [
    ("destructions", "WHERE destroyed_at IS NOT NULL"),
    # Not those that refer to an item of the request too.
    ("fk_redactions_request_id_records_requests", "WHERE kind IS NULL"),
    ("request_items", "WHERE decision IS NOT NULL"),
    (
        "held_records.recordkind",
        "WHERE coalesce(concern_id, event_id, rsvp_id, survey_id, matter_id) IS NULL",
    ),
]
