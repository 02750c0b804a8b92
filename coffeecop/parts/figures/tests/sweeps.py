EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OPEN_TO = [("POST /staff/matters/<int:matter_id>/figure", EVERYBODY)]
