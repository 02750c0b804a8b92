EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OPEN_TO = [
    ("GET /staff/matters/likely", EVERYBODY),
    ("POST /staff/matters/<int:matter_id>/likely/<int:concern_id>", EVERYBODY),
]
