from coffeecop.models import Language
from coffeecop.web.event_words import opening_sentence
from coffeecop.web.i18n import in_language
from tests.factories import make_agency


def test_a_talk_opens_with_the_departments_own_sentence_or_the_usual_one(app):
    usual = make_agency()
    own = make_agency(opening_en="We work here and want to know you.", opening_es="Queremos oírle.")

    assert opening_sentence(usual).startswith("We are here to get to know you")
    assert opening_sentence(own) == "We work here and want to know you."
    with in_language(Language.SPANISH):
        assert opening_sentence(usual).startswith("Estamos aquí")
        assert opening_sentence(own) == "Queremos oírle."


def test_a_sentence_in_one_language_alone_leaves_the_usual_one_in_the_other(app):
    agency = make_agency(opening_en="We work here and want to know you.")

    with in_language(Language.SPANISH):
        assert opening_sentence(agency).startswith("Estamos aquí")
