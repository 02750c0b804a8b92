"""What becomes of the files that staff send as photos."""

from io import BytesIO

import pytest
from PIL import Image

from coffeecop.models.matters import LARGEST_PHOTO
from coffeecop.web.photos import NotAPhoto, TooManyPixels, make_photo
from tests.photos import HAS_GPS, photo_file

RED, BLUE = (200, 30, 30), (30, 30, 200)


def opened(photo):
    return Image.open(BytesIO(photo.content))


def near(pixel, color):
    return all(abs(one - other) < 40 for one, other in zip(pixel, color, strict=True))


def test_nothing_is_left_of_what_a_phone_writes_into_a_photo():
    file = photo_file(gps=True, comment=b"Taken at Maple Court")
    assert HAS_GPS in Image.open(file).getexif().get_ifd(0x8825)

    photo = make_photo(file)

    image = opened(photo)
    assert image.format == "JPEG"
    assert dict(image.getexif()) == {}
    of_format = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progression", "progressive"}
    assert set(image.info) <= of_format
    assert b"Exif" not in photo.content
    assert b"Maple Court" not in photo.content


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_turned_as_it_was_held(format):
    # Red on the left, as the sensor saw it; held upright, that is on top (6: turn by 90 degrees).
    image = opened(make_photo(photo_file(size=(80, 40), orientation=6, format=format)))

    assert image.size == (40, 80)
    assert near(image.getpixel((20, 10)), RED)
    assert near(image.getpixel((20, 70)), BLUE)


def test_a_large_photo_is_made_smaller():
    # What phones take at most.
    photo = make_photo(photo_file(size=(8160, 6120)))

    assert (photo.width, photo.height) == (1024, 768)
    assert len(photo.content) < LARGEST_PHOTO
    assert len(photo.digest) == 64


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_what_one_sees_through_becomes_white(format):
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, format)

    assert near(opened(make_photo(file)).getpixel((10, 10)), (255, 255, 255))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_would_fill_the_memory_is_refused(format):
    file = BytesIO()
    # 12,004,000 pixels in some kilobytes. All of a progressive JPEG is decoded at once.
    Image.new("RGB", (4000, 3001)).save(file, format, progressive=True)
    assert len(file.getvalue()) < 200_000

    with pytest.raises(TooManyPixels):
        make_photo(file)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_a_photo_with_broken_metadata_is_refused(format):
    file = BytesIO()
    Image.new("RGB", (20, 20)).save(file, format, exif=b"II*\0")

    with pytest.raises(NotAPhoto):
        make_photo(file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Not a photo.",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo_file().getvalue()[:400],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        photo_file(format="GIF").getvalue(),
    ],
    ids=["empty", "text", "svg", "cut off", "broken", "of another format"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(NotAPhoto):
        make_photo(BytesIO(content))
