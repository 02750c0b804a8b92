"""The shares of the community: languages and areas, typed in once."""

from coffeecop.models import AuditAction, CommunityShare, Role, ShareKind
from tests.factories import make_agency, save, sign_in
from tests.stored import all_of, audited
from tests.visitor import Visitor

PATH = "/staff/settings/community"
SPANISH = {"languages-0-name": "es", "languages-0-percent": "32"}
OLD_MILL = {
    "areas-0-name": "Old Mill",
    "areas-0-percent": "40",
    "areas-0-place_names": "Maple Court\r\nCedar Park",
}


def change(visitor, **fields):
    seen = visitor.get(PATH).value("[name=seen]")
    return visitor.post(PATH, seen=seen, **fields)


def stored():
    return [
        (share.kind, share.name, share.percent, share.place_names)
        for share in all_of(CommunityShare)
    ]


def test_shares_are_stored_and_shown_again(plain_organizer):
    page = plain_organizer.follow(change(plain_organizer, **SPANISH, **OLD_MILL))

    assert "Saved." in page.words
    assert stored() == [
        (ShareKind.LANGUAGE, "es", 32, None),
        (ShareKind.AREA, "Old Mill", 40, "Maple Court\nCedar Park"),
    ]
    assert page.value("#languages-0-percent") == "32"
    assert page.value("#areas-0-place_names") == "Maple Court\nCedar Park"
    # With rows to add more.
    assert page.value("#languages-3-percent") == ""
    assert [entry[0] for entry in audited()] == [AuditAction.SHARES_CHANGED]
    assert audited()[0][-1] == "language_es: 32; Old Mill: 40"


def test_an_emptied_row_is_gone_and_the_same_again_is_no_change(plain_organizer):
    change(plain_organizer, **SPANISH, **OLD_MILL)
    change(plain_organizer, **SPANISH, **OLD_MILL)
    assert len(audited()) == 1

    change(plain_organizer, **OLD_MILL)

    assert [share[1] for share in stored()] == ["Old Mill"]


def test_what_is_wrong_stands_beside_its_field(plain_organizer):
    wrong = {
        "languages-0-name": "es",
        "languages-1-percent": "7",
        "languages-2-name": "vi",
        "languages-2-percent": "many",
        "areas-0-name": "Old Mill",
        "areas-0-percent": "60",
        "areas-1-name": "Harbor",
        "areas-1-percent": "41",
    }

    page = change(plain_organizer, **wrong)

    assert page.status == 422
    assert "Write a whole number from 1 to 100." in page.text("#languages-0-percent-error")
    assert "Choose the language." in page.text("#languages-1-name-error")
    assert "Write a whole number" in page.text("#languages-2-percent-error")
    assert "Together these are 101 percent." in page.text("#areas-1-percent-error")
    assert page.value("#areas-1-name") == "Harbor"
    assert stored() == []


def test_a_name_stands_once(plain_organizer):
    twice = {"languages-1-name": "es", "languages-1-percent": "2"}

    page = change(plain_organizer, **SPANISH, **twice)

    assert "This is here twice." in page.text("#languages-1-name-error")


def test_a_colleagues_change_is_shown_first(app, plain_organizer):
    seen = plain_organizer.get(PATH).value("[name=seen]")
    colleague = Visitor(app)
    sign_in(colleague, Role.ADMIN)
    change(colleague, **OLD_MILL)

    page = plain_organizer.post(PATH, seen=seen, **SPANISH)

    assert "A colleague changed the shares meanwhile." in page.words
    assert [share[1] for share in stored()] == ["Old Mill"]
    again = plain_organizer.post(PATH, seen=page.value("[name=seen]"), **SPANISH)
    assert again.status == 303
    assert [share[1] for share in stored()] == ["es"]


def test_each_department_has_its_own(plain_organizer):
    other = make_agency()
    save(CommunityShare(agency_id=other.id, kind=ShareKind.AREA, name="Elsewhere", percent=9))

    change(plain_organizer, **SPANISH)

    assert "Elsewhere" not in plain_organizer.get(PATH).words
    assert [share[1] for share in stored()] == ["Elsewhere", "es"]
