from tests.factories import make_matter

PAGES_OF_ROWS = [lambda: [f"/staff/matters/{make_matter().id}?open=figure"]]
