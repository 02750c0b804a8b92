"""The Spanish catalogue speaks as docs/spanish.md says: usted, and one word for each thing.

That it is whole, and keeps placeholders and markup, is in test_translations.py. What residents
read of it is easy to read, in both languages.
"""

import re
from collections import Counter
from string import punctuation

import pytest

from tests import readability
from tests.test_translations import forms

HARDEST = 7
HARDEST_IN_SPANISH = 6

# A word in the English, and what every translation of it contains.
GLOSSARY = {
    r"coffee with a cop": r"café con un policía",
    r"concerns?": r"inquietud(es)?",
    r"topics?": r"temas?",
    r"receipts?": r"comprobantes?",
    r"RSVPs?": r"asistencia|confirm\w+",
    r"officers?": r"oficial(es)?",
    r"host": r"cargo",
    r"residents?": r"residentes?",
    r"neighbors?": r"vecinos?",
    r"(?<!complaint )staff": r"personal",
    r"events?": r"eventos?",
    r"venues?": r"lugar(es)?",
    r"seats": r"cupo",
    r"(drop|drops) in": r"lleg(ar|a|ue)|llegar sin avisar",
    r"department": r"departamentos?",
    r"complaints?": r"quejas?",
    r"passwords?": r"contraseñas?",
    r"links?": r"enlaces?",
    r"drafts?": r"borrador(es)?",
    r"trends": r"tendencias",
    r"settings": r"ajustes",
    r"administrators?": r"administración",
    r"e-mail": r"correo electrónico",
    r"publish(ed)?": r"publi\w+",
    r"preview": r"vista previa|ver",
    r"calendars?": r"calendarios?",
    r"flag(s|ged)?": r"alertas?",
    r"colleagues?": r"equipo|colegas",
    r"computer": r"computadora",
    r"reason": r"motivos?",
    r"license plate": r"placas del carro",
    r"second factor": r"segundo factor",
    r"recovery codes?": r"códigos? de recuperación",
    r"backups?": r"respaldos?",
    r"audit log": r"registro de auditoría",
}

# Pronouns and verbs that are said to a friend, and to nobody else.
FAMILIAR = (
    "tú|tus?|te|ti|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?|eres|estás|tienes|puedes|quieres|debes"
    "|vas|vienes|sabes|dices|haces|ves|has|necesitas|conoces|vives|hablas|escribes|recibes|envías"
    "|llegas|pides|prefieres|usas|deseas|eliges|puedas|quieras|tengas|haz|pon|sal|escríbenos"
    "|inscríbete|regístrate|dinos|cuéntanos|avísanos|llámanos|ayúdanos|inténtalo|habéis|podéis|tenéis"
)
# These say what somebody else does, too; at the start of a sentence they are commands to a friend.
FAMILIAR_COMMANDS = (
    "escribe|elige|escoge|comparte|revisa|intenta|regresa|vuelve|espera|guarda|agrega|llama"
    "|mira|pide|usa|borra|abre|toma|inicia|cierra|envía|manda|cambia|copia|imprime|busca"
)

# What sounds translated, or says something else to a wary reader.
UNWANTED = (
    "RSVP|e-?mails?|links?|clic aquí|passwords?|staff|tickets?|aplicar|favor de|accesar|checar"
    "|huellas?|recibos?|agentes?|confidencial(es)?|anónim[oa]s?"
    "|móvil(es)?|ordenador(es)?|coger|pinchar|apuntarse|copias? de seguridad"
)

# What only those who build such things know. OAuth is what settings of mail are named by.
JARGON = "TOTP|OIDC|OpenID|SSO|2FA|MFA|two-factor|authenticator code"

# Written out, so that a sentence with and one without them count as the same.
CONTRACTIONS = {
    "n't": " not",
    "cannot": "can not",
    "ca not": "can not",
    "I'd": "I would",
    "I'm": "I am",
    "'s ": " is ",
    "'ll": " will",
}


def sentences(catalogue):
    """Pair each English sentence with its Spanish forms, both without the names of placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        english = forms(message.id)[-1]
        for form in forms(message.string):
            yield bare(english), bare(form)


def bare(text):
    return re.sub(r"%\(\w+\)[sd]", "…", text)


def says(words, text):
    return re.search(rf"\b({words})\b", text, re.IGNORECASE)


def commands(words, text):
    return re.search(rf"(?:^|[.;!?] |¡)({words})\b", text, re.IGNORECASE)


def spelled_out(text):
    for short, long in CONTRACTIONS.items():
        text = text.replace(short, long)
    return text.replace(",", "").replace("’", "'")


def test_nothing_is_said_in_two_ways_that_differ_by_a_comma_or_an_apostrophe(spanish):
    # A context tells two meanings of one English word apart.
    ways = Counter(
        (message.context, spelled_out(forms(message.id)[0])) for message in spanish if message.id
    )
    assert [text for text, times in ways.items() if times > 1] == []


def test_no_sentence_needs_a_specialist(spanish):
    assert [english for english, _spanish in sentences(spanish) if says(JARGON, english)] == []


def test_quotes_are_those_of_the_english(spanish):
    assert [translated for _english, translated in sentences(spanish) if "«" in translated] == []


def test_it_has_the_two_forms_that_spanish_has(spanish):
    assert spanish.plural_forms == "nplurals=2; plural=(n != 1);"
    many = [message for message in spanish if not isinstance(message.id, str)]
    assert many
    assert [message.id for message in many if len(message.string) != 2] == []


def test_nothing_old_is_kept(spanish):
    assert list(spanish.obsolete) == []


def test_no_sentence_is_glued_together_from_pieces(spanish):
    """A piece that ends in a space or a comma cannot be said in another order."""
    pieces = [
        english
        for english, _spanish in sentences(spanish)
        if english != english.strip() or english.rstrip()[-1] in ",;(" or english[0] in ",;."
    ]
    assert pieces == []


def test_each_sentence_ends_as_the_english_does(spanish):
    ends = set(punctuation) - set("\"')%…")
    unlike = [
        (english, translated)
        for english, translated in sentences(spanish)
        if (english[-1] if english[-1] in ends else "")
        != (translated[-1] if translated[-1] in ends else "")
    ]
    assert unlike == []


def test_questions_and_exclamations_open_as_well(spanish):
    for _english, translated in sentences(spanish):
        assert translated.count("?") == translated.count("¿"), translated
        assert translated.count("!") == translated.count("¡"), translated


def test_no_sentence_ends_with_a_time(spanish):
    """Spanish times end in a period of their own: 1:04 p.m."""
    doubled = [
        message.string
        for message in spanish
        for form in forms(message.string)
        if re.search(r"%\((until|moment|when|start|end)\)s\.", form)
    ]
    assert doubled == []


def test_it_says_usted_and_does_not_sound_translated(spanish):
    unwanted = {
        translated: found.group()
        for _english, translated in sentences(spanish)
        if (
            found := says(f"{FAMILIAR}|{UNWANTED}", translated)
            or commands(FAMILIAR_COMMANDS, translated)
        )
    }
    assert unwanted == {}


@pytest.mark.parametrize(("english_word", "spanish_word"), GLOSSARY.items())
def test_each_thing_has_one_word(spanish, english_word, spanish_word):
    unlike = [
        (english, translated)
        for english, translated in sentences(spanish)
        if says(english_word, english) and not says(spanish_word, translated)
    ]
    assert unlike == []


@pytest.fixture(scope="module")
def for_residents():
    return readability.resident_sentences()


@pytest.mark.slow
def test_what_residents_read_is_told_from_what_staff_read(for_residents):
    assert for_residents["A street or a park"] == "coffeecop/public/forms/concern.py"
    assert for_residents["See you there: %(title)s"] == "coffeecop/mail/composing.py"
    assert "My receipt" in for_residents  # At the foot of every page.
    assert "Your answer" not in for_residents


def test_a_hard_sentence_is_seen(for_residents):
    assert readability.grade("Participation necessitates prior authorization.") > HARDEST
    assert readability.hard_words("Your participation") == ["participation"]
    assert readability.spanish_grade("Seleccione inmediatamente alguna alternativa.") > (
        HARDEST_IN_SPANISH
    )


def test_a_child_of_twelve_can_read_each_sentence(for_residents):
    hard = [
        (readability.grade(sentence), file, sentence)
        for text, file in for_residents.items()
        for sentence in readability.sentences(text, name="it")
        if not readability.is_label(sentence) and readability.grade(sentence) > HARDEST
    ]
    assert hard == []


def test_no_label_needs_a_long_word(for_residents):
    hard = [
        (words, text)
        for text in for_residents
        for label in readability.sentences(text, name="it")
        if readability.is_label(label) and (words := readability.hard_words(label))
    ]
    assert hard == []


def test_a_child_of_twelve_can_read_each_sentence_in_spanish(for_residents, spanish):
    hard = [
        (readability.spanish_grade(sentence), sentence)
        for message in spanish
        if for_residents.keys() & set(forms(message.id))
        for translated in forms(message.string)
        for sentence in readability.sentences(translated, name="ya")
        if not readability.is_label(sentence)
        and readability.spanish_grade(sentence) > HARDEST_IN_SPANISH
    ]
    assert hard == []
