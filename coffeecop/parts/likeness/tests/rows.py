from tests.factories import make_concern, make_matter


def pages():
    concern = make_concern(body="The crosswalk is dark")
    matter = make_matter(event=concern.event, name="dark crosswalk")
    return [
        f"/staff/matters/likely?concern={concern.id}",
        f"/staff/matters/likely?matter={matter.id}",
        f"/staff/concerns?like={concern.id}",
    ]


PAGES_OF_ROWS = [pages]
