"""An officer ticks what is done, on a phone, where it is asked."""

from playwright.sync_api import expect

from coffeecop.models import Language
from tests.factories import make_checklist, make_event


def test_it_is_ticked_in_spanish(phone, sign_in_on, app):
    make_checklist()
    event = make_event()
    sign_in_on(phone, language=Language.SPANISH)
    phone.goto(f"/staff/events/{event.id}/checklist")

    phone.get_by_role("button", name="Marcar: Poner el cartel").tap()

    expect(phone.get_by_role("button", name="Desmarcar: Poner el cartel")).to_be_focused()
