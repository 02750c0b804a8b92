PAGE = "/staff/concerns?open=filters"
PAGES = [PAGE]
LISTS = ("", "?event={event}&topic={topic}", "?waiting=1", "?sorting=open", "?urgent=open")
COSTS = [(PAGE, 3), *((f"/staff/concerns{each}", 1) for each in LISTS)]
FORMS = [("saved_filters.query", "q={}")]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OF_FILTER = "POST /staff/concerns/filters/<int:filter_id>"
OPEN_TO = [
    (each, EVERYBODY) for each in ("POST /staff/concerns/filters", OF_FILTER, f"{OF_FILTER}/remove")
]
NOT_FOUND_BY_A_COLLEAGUE = ["saved_filters.update", "saved_filters.destroy"]
