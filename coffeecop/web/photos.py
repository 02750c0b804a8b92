"""Photos that staff send: decoded, turned upright, made smaller and encoded anew."""

from hashlib import sha256
from io import BytesIO
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from coffeecop.models.promise import LARGEST_PHOTO

# HEIC is not among them: Pillow cannot read it, and phones send JPEG to who asks for JPEG.
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPES = "image/jpeg,image/png,image/webp"
# What a phone takes; more would fill the memory once it is decoded.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
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
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise TooManyPixels
            # For JPEG alone: decodes it at a fraction of its size.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            pixels = _pixels_alone(upright)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    # What Pillow raises for broken files.
    except (OSError, SyntaxError, ValueError, TypeError, EOFError) as error:
        raise NotAPhoto from error
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    content = _encoded(pixels)
    return Photo(content, sha256(content).hexdigest(), pixels.width, pixels.height)


def _pixels_alone(image: Image.Image) -> Image.Image:
    """Return the picture without what a file has besides, on white where one sees through it."""
    pixels = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    pixels.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return pixels


def _encoded(pixels: Image.Image) -> bytes:
    for quality in QUALITIES:
        file = BytesIO()
        pixels.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        content = file.getvalue()
        if len(content) <= LARGEST_PHOTO:
            break
    return content
