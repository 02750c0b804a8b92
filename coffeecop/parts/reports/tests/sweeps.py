EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
EVENTS = "/staff/events"
NO_PAGES = ["reports.download", "staff_reports.pdf", "staff_reports.png", "staff_reports.former"]
PAGES = [f"{EVENTS}/reports"]
FOR_ALL_STAFF = (
    "GET /<int:event_id>/report, GET /<int:event_id>/report.pdf, GET /season, GET /season.pdf, "
    "GET /reports, GET /reports/<int:report_id>, GET /reports/<int:report_id>.pdf, "
    "GET /reports/<int:report_id>.png, GET /reports/sheet, GET /reports/sheet.pdf, "
    "GET /reports/sheet.png, POST /reports/sheet.csv, POST /reports/sheet.xlsx"
)
OPEN_TO = [
    *((each.replace("/", f"{EVENTS}/", 1), EVERYBODY) for each in FOR_ALL_STAFF.split(", ")),
    (f"POST {EVENTS}/reports", {"organizer", "admin"}),
    (f"POST {EVENTS}/reports/rhythm", {"admin"}),
]
FOR_EVERYBODY = ["reports.show", "reports.download"]
ALWAYS_WHOLE = ["reports.show"]
BREAKABLE = [("reports", "WHERE number = 2"), ("report_lines", "WHERE is_accounted")]
# With a text of a department that it shows.
MARKED_PAGES = [("staff_reports.show", "event_lines.body")]
FOR_RESIDENTS = [
    f"coffeecop/parts/reports/{file}"
    for file in ("shown.py", "templates/reports/macros.html", "templates/reports/public.html")
]
