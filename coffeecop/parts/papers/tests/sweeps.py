NO_PAGES = ["papers.pdf"]
PAGES = [
    "/staff/papers",
    "/staff/papers/accessibility",
    "/staff/papers/attorney",
    "/staff/papers/security",
]
CLERKS = {"admin", "records"}
OPEN_TO = [(f"GET /staff/papers{rest}", CLERKS) for rest in ("", "/<name>", "/<name>.pdf")]
