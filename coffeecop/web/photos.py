"""Photos that staff send: decoded, turned upright, made smaller and encoded anew."""

from hashlib import sha256
from io import BytesIO
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from coffeecop.models.matters import LARGEST_PHOTO

# HEIC is not among them: Pillow cannot read it, and phones send JPEG to whoever asks for JPEG.
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = "image/jpeg,image/png,image/webp"
# In memory, once it is decoded; a file of some kilobytes can have far more.
MOST_PIXELS = 12_000_000
# A JPEG can be decoded at a fraction of its size, so what phones take at their best passes too.
MOST_PIXELS_OF_JPEG = 50_000_000
# Pages show it at 512 pixels at most, on screens that have two or three for each.
LONGEST_SIDE = 1024
# The second for a photo that is too large with the first.
QUALITIES = (82, 60)


class NotAPhoto(Exception):
    """The file is none that can be read, or it is broken."""


class TooManyPixels(Exception):
    """Decoding it would take more memory than a request may."""


class Photo(NamedTuple):
    """A JPEG without metadata."""

    content: bytes
    digest: str
    width: int
    height: int


def make_photo(file: IO[bytes]) -> Photo:
    """Return the photo in a file, as it may be shown. Raises NotAPhoto, TooManyPixels."""
    try:
        pixels = _pixels_alone(file)
    except (TooManyPixels, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    # Pillow documents none for a broken file: struct.error, KeyError and others were seen.
    except Exception as error:
        raise NotAPhoto from error
    content = _encoded(pixels)
    return Photo(content, sha256(content).hexdigest(), pixels.width, pixels.height)


def _pixels_alone(file: IO[bytes]) -> Image.Image:
    """Return the picture without what a file has besides, on white where one sees through it."""
    with Image.open(file, formats=FORMATS) as image:
        _draft(image)
        seen = image.convert("RGBA" if image.has_transparency_data else "RGB")
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(seen, in_place=True)
    pixels = Image.new("RGB", seen.size, "white")
    pixels.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return pixels


def _draft(image: Image.Image) -> None:
    """Prepare to decode it at no more than it needs. Raises TooManyPixels."""
    pixels = image.width * image.height
    # All of a progressive one is in memory before it is made smaller.
    if image.format == "JPEG" and "progressive" not in image.info and pixels <= MOST_PIXELS_OF_JPEG:
        shrink = LONGEST_SIDE / max(image.size)
        image.draft("RGB", (round(image.width * shrink), round(image.height * shrink)))
        pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise TooManyPixels


def _encoded(pixels: Image.Image) -> bytes:
    for quality in QUALITIES:
        file = BytesIO()
        pixels.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        content = file.getvalue()
        if len(content) <= LARGEST_PHOTO:
            break
    return content
