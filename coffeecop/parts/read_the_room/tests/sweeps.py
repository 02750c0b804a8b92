PAGES_OF_EVENT = ["read"]
COSTS = [("/staff/events/{event}/read", 7)]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
READ = "/staff/events/<int:event_id>/read"
OPEN_TO = [(f"GET {READ}", EVERYBODY), (f"POST {READ}", EVERYBODY)]
