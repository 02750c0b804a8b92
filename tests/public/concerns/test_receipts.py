import math
import re
from contextlib import contextmanager
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from coffeecop.models import Concern, Language
from coffeecop.web import receipt_codes
from coffeecop.web.qr import qr_code
from coffeecop.web.receipt_codes import (
    KIBIBYTES,
    LONGEST_WORD,
    PASSES,
    UNSUITABLE,
    WORDS_PER_RECEIPT,
    code_for,
    hash_code_with,
    normalize_code,
    spelled_words,
    word_list,
)
from tests.factories import make_concern, make_event, save
from tests.public.concerns.sent_concern import CODE
from tests.stored import one_of


@pytest.fixture
def sent(visitor):
    return visitor.post(f"/es/events/{make_event().slug}/concerns", body="Corren mucho.")


def address_of(sent):
    """Return the receipt's own address, as a link or a code leads to it."""
    return sent.location.partition("?")[0]


def code_of(sent):
    return address_of(sent).rpartition("/")[2]


@pytest.mark.parametrize("language", Language)
def test_a_receipt_cannot_be_guessed_and_is_of_short_words_that_nobody_is_ashamed_of(language):
    words = word_list(language)
    codes = set(map(normalize_code, words))

    assert len(codes) == len(words) >= 1_690
    assert WORDS_PER_RECEIPT * math.log2(len(words)) > 64
    assert max(map(len, words)) <= LONGEST_WORD
    assert not {"asthma", "clamor", "husband"} & codes
    assert not UNSUITABLE & codes


def test_finding_one_of_a_million_receipts_by_guessing_takes_over_four_thousand_years():
    # On cores of their own, from any number of addresses; and those beyond a limit in their turn.
    hashes_at_once, seconds_a_hash = receipt_codes.MOST_AT_ONCE, 0.025
    guesses_an_hour = 3600 * (hashes_at_once / seconds_a_hash + 1 / receipt_codes.SECONDS_A_TURN)
    bits = WORDS_PER_RECEIPT * math.log2(1_690) - math.log2(1_000_000)

    assert bits > 44
    assert 2**bits / guesses_an_hour / 24 / 365 > 4_000


def test_the_words_lead_back_however_they_are_typed_but_in_their_order_and_are_not_stored(
    visitor, sent
):
    shown = visitor.follow(sent).text(".receipt-words")

    plain = normalize_code(shown)
    assert len(plain.split("-")) == WORDS_PER_RECEIPT
    assert plain not in one_of(Concern).receipt_hash
    for typed in (
        shown,
        shown.upper(),
        f"  {shown.replace(' ', ', ')} ",
        shown.replace(" ", "-"),
        plain.replace("-", " "),
        plain.replace("-", ""),
        plain.replace("-", "", 2),
        plain.replace("-", "\r\n"),
        "".join(f"{place}. {word}\n" for place, word in enumerate(shown.split(), 1)),
        f"Mis palabras: {shown}.",
        f"https://example.org{address_of(sent)}?done=sent",
        f"http://localhost{address_of(sent)}.svg",
        # The first letters tell a word from all others.
        " ".join(word[:4] for word in plain.split("-")),
        # Copied down the columns of the page, three or two of them.
        " ".join(plain.split("-")[place] for place in (0, 3, 1, 4, 2, 5)),
        " ".join(plain.split("-")[place] for place in (0, 2, 4, 1, 3, 5)),
    ):
        answer = visitor.post("/es/receipts", words=typed)
        assert (answer.status, answer.location) == (303, address_of(sent))
    first, *others = plain.split("-")
    assert visitor.post("/es/receipts", words=" ".join([*others, first])).status == 422


@pytest.mark.parametrize(
    "code", ["arm-asthma-husband-kidney-pig-word", "adicto-alacran-asilo-clamor-muerte-zurdo"]
)
def test_an_old_receipt_is_found_with_words_that_none_has_any_more(visitor, code):
    assert UNSUITABLE & {*code.split("-")}
    make_concern(event=make_event(), receipt_hash=receipt_codes.hash_code(code))

    for typed in (code, code.replace("-", " "), code.replace("-", ""), code.upper()):
        assert visitor.post("/receipts", words=typed).location == f"/receipts/{code}"
    assert visitor.get(f"/receipts/{code}").status == 200


def test_a_slip_of_the_finger_is_answered_with_the_words_that_may_be_meant(visitor, sent):
    right = code_of(sent).split("-")
    slipped = " ".join([f"{right[0]}q", *right[1:]])

    page = visitor.post("/es/receipts", words=slipped)

    assert f"“{right[0]}q”" in page.refused("#words-error")
    assert page.value("#words") == slipped
    assert normalize_code(page.value("#suggestion-form [name=words]")).split("-") == right
    again = visitor.post("/es/receipts", words=page.value("#suggestion-form [name=words]"))
    assert again.location == address_of(sent)


def test_a_suggestion_comes_from_the_list_alone(visitor, queries):
    code = code_for("c" * 64, Language.ENGLISH)
    words = code.replace("-", "q ", 1).replace("-", " ")

    with queries() as statements:
        page = visitor.post("/receipts", words=words)

    # Nobody sent this one, and it is suggested all the same.
    assert normalize_code(page.value("#suggestion-form [name=words]")) == code
    assert not [each for each in statements if "receipt_hash" in each]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("weding about above absent absorb act", "“weding”: did you mean “wedding”?"),
        ("zzzz about above absent absorb act", "“zzzz” is in no receipt."),
        ("ability about above absent absorb", "That is five words. Which is the sixth?"),
        ("ability about above", "A receipt has six words. You wrote 3."),
        ("weding abuot", "did you mean “about”? A receipt has six words. You wrote 2."),
        (f"{CODE} act", "A receipt has six words. You wrote 7."),
        (CODE, "We found nothing under these words. Check each one."),
    ],
)
def test_what_is_wrong_with_words_is_named_from_the_list_alone(visitor, queries, words, told):
    with queries() as statements:
        page = visitor.post("/receipts", words=words)

    assert page.refused("#words-error").endswith(told)
    asked = [each for each in statements if "receipt_hash" in each]
    assert bool(asked) is (words == CODE), "what cannot be a receipt is not looked up"


@pytest.mark.parametrize("words", ["one two", "x" * 200, "zzzzz qqqqq zzzzz qqqqq zzzzz qqqqq"])
def test_where_nothing_is_near_nothing_is_suggested(visitor, words):
    page = visitor.post("/receipts", words=words)

    assert page.status == 422
    assert not page.has("#suggestion-form")


def test_an_english_receipt_has_no_spanish_accents():
    # Both lists have this word, the Spanish one as álbum.
    assert spelled_words("album-zone-wolf-wish-window-abandon")[0] == "album"


@pytest.fixture
def few_misses(monkeypatch):
    monkeypatch.setattr(receipt_codes, "MISSES_OF_SENDER", "5 per minute")


WRONG = f"/receipts/{CODE}"


@pytest.fixture
def shut_out(visitor, few_misses):
    """Let the visitor have guessed beyond the limit."""
    for _guess in range(6):
        last = visitor.get(WRONG)
    assert last.status == 429
    receipt_codes._hashes.clear()


def test_guessing_is_slowed_down_whichever_address_is_tried(visitor, few_misses):
    assert visitor.get(WRONG).status == 404
    assert visitor.get(f"{WRONG}.svg").status == 404
    assert visitor.get(f"{WRONG}/withdrawal").status == 404
    assert visitor.post(f"{WRONG}/messages", body="Hello?").status == 404
    assert visitor.get(WRONG).status == 404

    for path in (WRONG, f"{WRONG}.svg", f"{WRONG}/withdrawal"):
        assert visitor.get(path).status == 429
    page = visitor.post("/receipts", words=CODE)
    assert page.status == 429
    assert page.value("#words") == CODE


def test_beyond_the_limits_a_few_guesses_wait_their_turn_and_others_cost_no_hashing(
    visitor, shut_out, monkeypatch
):
    hashed, waited = [], []
    monkeypatch.setattr(receipt_codes, "hash_secret_raw", lambda *_, **__: hashed.append(1) or b"")
    monkeypatch.setattr(receipt_codes.time, "sleep", waited.append)

    assert visitor.get(WRONG).status == 429
    assert (len(hashed), waited) == (1, [receipt_codes.SECONDS_A_TURN])
    with all_taken(receipt_codes._line, receipt_codes.MOST_IN_LINE):
        assert visitor.get(WRONG).status == 429
    assert len(hashed) == 1


def test_right_words_that_nobody_used_today_are_never_refused_for_what_others_got_wrong(
    visitor, sent, shut_out
):
    assert visitor.post("/es/receipts", words=code_of(sent)).location == address_of(sent)
    receipt_codes._hashes.clear()
    assert visitor.get(address_of(sent)).status == 200


def test_a_guess_costs_19_mebibytes_and_every_printed_receipt_still_fits(monkeypatch):
    """What is stored follows from these numbers: a change would lose each receipt."""
    monkeypatch.setattr(receipt_codes, "KIBIBYTES", KIBIBYTES)
    monkeypatch.setattr(receipt_codes, "PASSES", PASSES)

    hashed = hash_code_with("00" * 16, "abandon-ability-able-about-above-absent")

    assert (KIBIBYTES, PASSES) == (19456, 2)
    assert hashed == "36d890b3246e0ca0221ac1e909f45115f7959b260e8c51893e6b6e669a91d8b7"


@pytest.fixture
def from_address(visitor, monkeypatch):
    """Return a function that asks from an address; all limits are low, and no turn takes time."""
    monkeypatch.setattr(receipt_codes, "MISSES_OF_ALL", "5 per minute")
    monkeypatch.setattr(receipt_codes, "MISSES_OF_SENDER", "3 per minute")
    monkeypatch.setattr(receipt_codes.time, "sleep", lambda _seconds: None)

    def ask(address, path=WRONG):
        visitor.client.environ_base["REMOTE_ADDR"] = address
        return visitor.get(path).status

    return ask


@contextmanager
def all_taken(places, number):
    """Have these places taken by others."""
    for _other in range(number):
        places.acquire()
    try:
        yield
    finally:
        for _other in range(number):
            places.release()


def test_six_guessers_shut_out_nobody_elsewhere(from_address, sent):
    for number in range(6):
        assert [from_address(f"192.0.2.{number}") for _guess in range(4)][-1] == 429
    receipt_codes._hashes.clear()

    with all_taken(receipt_codes._line, receipt_codes.MOST_IN_LINE):
        assert from_address("192.0.2.1") == 429
        assert from_address("198.51.100.7") == 404
        assert from_address("198.51.100.7", address_of(sent)) == 200


def test_while_many_guess_few_guesses_are_hashed_at_once_and_a_sender_has_fewer(
    from_address, monkeypatch
):
    monkeypatch.setattr(receipt_codes, "FEW_MISSES", "1 per minute")
    for number in range(5):
        assert from_address(f"192.0.2.{number}") == 404
    hashed = []
    monkeypatch.setattr(receipt_codes, "hash_secret_raw", lambda *_, **__: hashed.append(1) or b"")

    with all_taken(receipt_codes._at_once, receipt_codes.MOST_AT_ONCE):
        assert from_address("198.51.100.7") == 429
    with all_taken(receipt_codes._line, receipt_codes.MOST_IN_LINE):
        assert from_address("192.0.2.1") == 429
    assert hashed == []


def test_whoever_has_just_sent_is_let_in_whatever_others_in_the_cafe_mistype(visitor, shut_out):
    sent = visitor.post(f"/events/{make_event().slug}/concerns", body="Cars speed.")

    for rest in ("", ".svg", "/withdrawal"):
        assert visitor.get(address_of(sent) + rest).status == 200
    words = code_of(sent).replace("-", " ")
    assert visitor.post("/receipts", words=words).status == 303


def test_a_hundred_mistyped_receipts_turn_nobody_away(visitor, sent, monkeypatch):
    receipt_codes._hashes.clear()
    monkeypatch.setattr(receipt_codes, "hash_code_with", lambda salt, code: code)
    concern = one_of(Concern)
    save(concern, receipt_hash=code_of(sent))
    for _guess in range(100):
        assert visitor.get(WRONG).status == 404

    assert visitor.get(sent.location).status == 200


def test_looking_often_at_ones_own_receipt_is_fine(visitor, sent, few_misses):
    for _look in range(6):
        receipt_codes._hashes.clear()
        assert visitor.get(sent.location).status == 200


def test_the_page_of_a_receipt_is_kept_by_nobody_and_names_no_police(visitor, sent):
    address = address_of(sent)
    for path in (address, address.removeprefix("/es")):
        for rest in ("", "?done=sent", "/withdrawal", ".svg"):
            page = visitor.get(path + rest, **{"HX-Request": "false"})

            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["X-Robots-Tag"] == "noindex"
            titles = " ".join(page.texts("head title"))
            assert not re.search("polic|cop|officer|oficial", titles, re.IGNORECASE)


def test_a_phone_gets_the_words_of_both_languages_and_may_keep_them(plain_visitor):
    lists = plain_visitor.get("/receipt-words.txt")

    assert lists.body.split("\n") == [" ".join(word_list(language)) for language in Language]
    assert "public" in lists.headers["Cache-Control"]


# What a person can keep


def test_the_receipt_can_be_kept_as_a_picture(visitor, sent):
    words = visitor.get(sent.location).text(".receipt-words")

    file = visitor.get(f"{address_of(sent)}.svg")

    assert file.response.mimetype == "image/svg+xml"
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    drawn = ElementTree.fromstring(file.body)  # noqa: S314  (our own)
    texts = [element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[2:8] == words.split()
    assert " style=" not in file.body


def test_the_code_a_text_to_oneself_and_the_copied_link_lead_back_to_the_page(visitor, sent):
    page = visitor.follow(sent)

    address = f"http://localhost{address_of(sent)}"
    assert str(qr_code(address)) in page.body
    assert page.one(".qr")["role"] == "img"
    text = unquote(page.one("a[href^='sms:']")["href"]).removeprefix("sms:?&body=")
    assert text in (
        f"My receipt from Coffee with a Cop: {address}",
        f"Mi comprobante de Café con un policía: {address}",
    )
    assert page.one("[data-copy]")["data-copy"] == address
