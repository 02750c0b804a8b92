EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OPEN_TO = [("POST /staff/account/scheduled-mail", EVERYBODY)]
