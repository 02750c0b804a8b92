"""Photos that somebody has tampered with: refused, or shown as pixels alone."""

import struct
from io import BytesIO
from itertools import cycle
from random import Random
from zlib import compress, crc32

import pytest
from PIL import Image

from coffeecop.models import Role
from coffeecop.models.matters import LARGEST_PHOTO
from coffeecop.web.forms import new_form_key
from coffeecop.web.photos import LONGEST_SIDE, NotAPhoto, TooManyPixels, make_photo
from tests.addresses import send_request
from tests.attack.departments import changed, contents
from tests.attack.hostile import FIRST, faults
from tests.factories import make_matter, sign_in
from tests.photos import photo_file

pytestmark = [
    pytest.mark.slow,
    # As on a server: Pillow warns of what is broken, and goes on.
    pytest.mark.filterwarnings("ignore"),
]

FORMATS = ("JPEG", "PNG", "WEBP")
SECRET = b"Taken at Maple Court"
SHORT = pytest.param(60, id="short")
LONG = pytest.param(4000, id="long", marks=pytest.mark.exhaustive)
JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"
BEGINNINGS = (JPEG, PNG, WEBP, b"GIF89a", b"BM", b"II*\0", b"\0\0\0\x18ftypheic", b"%PDF-1", b"PK")


def original(format):
    return photo_file(gps=True, comment=SECRET, format=format, size=(64, 48)).getvalue()


def flip(file, place, draw):
    file[place] ^= 1 << draw.randrange(8)


def exaggerate(file, place, draw):
    file[place : place + 4] = draw.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))


def cut(file, place, draw):
    del file[place + 1 :]


def leave_out(file, place, draw):
    del file[place : place + draw.randrange(1, 40)]


def repeat(file, place, draw):
    file[place:place] = file[place // 2 : place]


def pretend(file, place, draw):
    beginning = draw.choice(BEGINNINGS)
    file[: len(beginning)] = beginning


def append(file, place, draw):
    file += draw.choice((original("JPEG"), b"<script>alert(1)</script>" * 50))


MUTATIONS = (flip, exaggerate, cut, leave_out, repeat, pretend, append)


def mutated(content, draw):
    """Return the file after one mutation or several."""
    file = bytearray(content)
    for _time in range(draw.choice((1, 1, 2, 5))):
        draw.choice(MUTATIONS)(file, draw.randrange(len(file)), draw)
        file = file or bytearray(b"x")
    return bytes(file)


@pytest.mark.parametrize("number", [SHORT, LONG])
@pytest.mark.parametrize("format", FORMATS)
def test_a_tampered_photo_is_refused_or_shown_without_anything_but_pixels(
    format, number, record_property
):
    draw, shown = Random(FIRST), 0  # noqa: S311
    for _photo in range(number):
        try:
            photo = make_photo(BytesIO(mutated(original(format), draw)))
        except (NotAPhoto, TooManyPixels):
            continue
        shown += 1
        with Image.open(BytesIO(photo.content), formats=("JPEG",)) as image:
            image.load()
            assert image.size == (photo.width, photo.height)
            assert max(image.size) <= LONGEST_SIDE
            assert not image.getexif()
        assert len(photo.content) <= LARGEST_PHOTO
        for left in (SECRET, b"Exif", b"<script", b"GPS"):
            assert left not in photo.content
    # Else the test would have seen refusals alone, or nothing tampered with.
    assert number / 20 < shown < number
    record_property("scores", f"{format}, seed {FIRST}: {number} tampered, {shown} shown")


def chunk(kind, content):
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content))
    )


def bomb(width, height, *more):
    """Return a PNG of some kilobytes that says it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = compress(bytes(4_000_000), 9)
    return PNG + b"".join(
        [chunk(b"IHDR", header), *more, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    )


TEXT_BOMB = chunk(b"zTXt", b"Comment\0\0" + compress(bytes(8_000_000), 9))
BOMBS = {
    "more pixels than fit": bomb(2**31 - 1, 2**31 - 1),
    "one long line": bomb(2**31 - 1, 1),
    "just too many": bomb(60_000, 60_000),
    "no pixels": bomb(0, 0),
    "text that unpacks": bomb(8, 8, TEXT_BOMB),
    "a profile that unpacks": bomb(8, 8, chunk(b"iCCP", b"x\0\0" + compress(bytes(8_000_000), 9))),
    "a JPEG that says so": JPEG + b"\xc0\0\x11\x08\xff\xff\xff\xff\x03" + b"\1\x11\0" * 3,
    "a WebP that says so": b"RIFF\x16\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + b"\xff" * 6,
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_would_unpack_to_more_than_memory_is_refused(name):
    assert len(BOMBS[name]) < 200_000

    with pytest.raises((NotAPhoto, TooManyPixels)):
        make_photo(BytesIO(BOMBS[name]))


@pytest.mark.both_databases
def test_a_matter_keeps_nothing_of_what_is_no_photo(app, plain_visitor):
    matter = make_matter()
    sign_in(plain_visitor, *Role)
    before = contents()
    fields = {"csrf_token": plain_visitor.csrf_token, "day": matter.agency.today.isoformat()}
    fields |= {"saying": "done", "form_key": new_form_key(), "version": matter.version}
    fields |= {"said_en": "It stands.", "alt_en": "A sign.", "alt_es": "Una señal."}
    cut = original("JPEG")[:300]

    names = cycle(("photo.jpg", "../../x.php\0.jpg", "\u202egpj.exe"))
    for content, name in zip((*BOMBS.values(), *BEGINNINGS, cut, b""), names, strict=False):
        sent = {**fields, "photo": (BytesIO(content), name)}
        answer = send_request(plain_visitor, f"/staff/matters/{matter.id}/steps", "POST", data=sent)
        assert faults(answer, secret=app.secret_key) == [], name
        # No file at all is none to refuse.
        if content:
            assert answer.status_code == 422
            assert changed(before, contents()) == []
