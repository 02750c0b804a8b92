NO_PAGES = ["papers.pdf", "accessibility_report.report_file"]
ALWAYS_WHOLE = ["accessibility_report.report"]
FOR_EVERYBODY = ["accessibility_report.report", "accessibility_report.report_file"]
PAGES = [
    "/staff/papers",
    "/staff/papers/accessibility",
    "/staff/papers/attorney",
    "/staff/papers/security",
]
CLERKS = {"admin", "records"}
OPEN_TO = [(f"GET /staff/papers{rest}", CLERKS) for rest in ("", "/<name>", "/<name>.pdf")]
