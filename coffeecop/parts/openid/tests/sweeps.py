# Those of signing in, without a session.
FOR_EVERYBODY = [f"openid.door.{name}" for name in ("start", "come_back", "sign_in", "sign_out")]
NEED_SETTINGS = [*FOR_EVERYBODY, "openid.door.confirm", "openid.door.confirmed"]
NO_PAGES = NEED_SETTINGS
EACH = {"officer", "organizer", "complaints", "records", "admin"}
OPEN_TO = [
    ("GET /staff/sign-in/provider/confirmation", EACH),
    ("GET /staff/sign-in/provider/confirmed", EACH),
    ("POST /staff/people/<int:staff_id>/unlink-provider", {"admin"}),
]
