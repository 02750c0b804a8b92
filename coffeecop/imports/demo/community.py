"""Shares of the community of the demo. All of it is made up, like the streets of its concerns."""

from coffeecop.db import db
from coffeecop.models import Agency, CommunityShare, ShareKind, SpokenLanguage

LANGUAGES = {
    SpokenLanguage.ENGLISH: 58,
    SpokenLanguage.SPANISH: 38,
    SpokenLanguage.MIXTEC: 2,
    SpokenLanguage.FILIPINO: 1,
}
AREAS = {
    "Sample Avenue": (40, "Sample Ave\nBirch Loop\nFern St\nthe light at Fern\ncalle Nogal"),
    "Old Mill": (25, "Third\nla Tercera\nla Novena\nElm Terrace\nthe promenade\nthe fountain"),
    "Maple Court": (20, "Maple Court\nAlder Way\nJuniper Lane\nCedar Park\nthe frontage road"),
    "Harbor": (15, "Pier Road\nSpinnaker Drive\nthe boat ramp"),
}


def add_shares(agency: Agency) -> None:
    db.session.add_all(
        CommunityShare(agency_id=agency.id, kind=ShareKind.LANGUAGE, name=code, percent=percent)
        for code, percent in LANGUAGES.items()
    )
    db.session.add_all(
        CommunityShare(
            agency_id=agency.id,
            kind=ShareKind.AREA,
            name=name,
            percent=percent,
            place_names=place_names,
        )
        for name, (percent, place_names) in AREAS.items()
    )
