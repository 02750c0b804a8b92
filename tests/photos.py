"""Photos as phones write them."""

from io import BytesIO

from PIL import Image

ORIENTATION, GPS_TAG, HAS_GPS = 0x0112, 0x8825, 2


def photo_file(*, size=(80, 40), orientation=1, gps=False, comment=b"", format="JPEG"):
    """Return a photo that is red on its left half and blue on its right one."""
    width, height = size
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if gps:
        exif[GPS_TAG] = {1: "N", HAS_GPS: (34.0, 16.0, 52.0), 3: "W", 4: (119.0, 17.0, 40.0)}
    file = BytesIO()
    image.save(file, format, exif=exif, comment=comment)
    file.seek(0)
    return file
