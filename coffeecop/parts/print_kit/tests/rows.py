from hashlib import sha256

from coffeecop.models import Language
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.web.receipt_codes import code_for, hash_code
from tests import factories
from tests.factories import save


def make_paper_card(event, *, language=Language.ENGLISH, **values):
    """Make a printed card; its words are `paper_card_code(card)`."""
    n = next(factories.numbers)
    key_hash = sha256(f"card-{n}".encode()).hexdigest()
    receipt_hash = hash_code(code_for(key_hash, language))
    hashes = {"key_hash": key_hash, "receipt_hash": receipt_hash}
    defaults = {"number": n, "language": language, **hashes}
    return save(PaperCard(event_id=event.id, **{**defaults, **values}))


def paper_card_code(card):
    return code_for(card.key_hash, card.language)


MAKERS = [lambda event, _officer: make_paper_card(event)]
