from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.parts.print_kit.tests.kits import PHONE
from tests.factories import make_event, save


@pytest.fixture
def coming(app):
    # At noon in California.
    starts_at = (now() + timedelta(days=7)).replace(hour=20)
    event = make_event(
        starts_at=starts_at,
        title_en="Coffee in June",
        title_es="Café en junio",
        slug="coffee-in-june",
        roster=["Sgt. Dana Sample", "Officer Lee Example"],
    )
    agency = event.agency
    save(agency, name="Example Police", name_es="Policía de Ejemplo", phone=PHONE)
    return event
