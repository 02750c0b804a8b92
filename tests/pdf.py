"""What tests of PDF need beside Python packages, and what is on the pages of one."""

import ctypes
import io
from ctypes.util import find_library

import pypdfium2
import pytest
import zxingcpp
from pypdfium2 import raw

# In millimeters.
SIZES = {"letter": (216, 279), "a4": (210, 297)}
# Enough for a code of 2 cm to be read.
DRAWN_AT = 2.5

needs_pango = pytest.mark.skipif(
    find_library("pangoft2-1.0") is None, reason="WeasyPrint needs Pango"
)


class Paper:
    """The pages of a PDF."""

    def __init__(self, pdf):
        self.file = pypdfium2.PdfDocument(io.BytesIO(pdf))
        self.pages = list(self.file)

    @property
    def sizes(self):
        """Return each page's width and height in millimeters."""
        return [tuple(round(length * 25.4 / 72) for length in page.get_size()) for page in self]

    def __iter__(self):
        return iter(self.pages)

    def __len__(self):
        return len(self.pages)

    def codes(self, number):
        """Return the addresses in the codes of a page, sorted."""
        image = self.pages[number].render(scale=DRAWN_AT).to_pil()
        return sorted(code.text for code in zxingcpp.read_barcodes(image))

    def words(self, number):
        return " ".join(self.pages[number].get_textpage().get_text_range().split())

    def tags(self, number):
        """Return the kind of each element and its text for whoever cannot see it, in order."""
        tree = raw.FPDF_StructTree_GetForPage(self.pages[number])
        found = []

        def read(element):
            get = raw.FPDF_StructElement_GetType, raw.FPDF_StructElement_GetAltText
            found.append(tuple(text_of(element, each) for each in get))
            for place in range(raw.FPDF_StructElement_CountChildren(element)):
                if child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
                    read(child)

        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            read(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
        raw.FPDF_StructTree_Close(tree)
        return found

    def heights(self, number, phrase):
        """Return where each of these stands: its bottom and top, in points from the bottom."""
        page = self.pages[number].get_textpage()
        found, searcher = [], page.search(phrase)
        while place := searcher.get_next():
            _left, bottom, _right, top = page.get_charbox(place[0] + place[1] - 1)
            found.append((bottom, top))
        return found

    def quarter(self, number, *, right=False, lower=False):
        """Return the text of a quarter of a page, in which a card is."""
        page = self.pages[number]
        width, height = page.get_size()
        left, bottom = width / 2 * right, height / 2 * (not lower)
        box = (left, bottom, left + width / 2, bottom + height / 2)
        return " ".join(page.get_textpage().get_text_bounded(*box).split())


def text_of(element, get):
    size = get(element, None, 0)
    text = (ctypes.c_ushort * size)()
    get(element, text, size)
    return bytes(text).decode("utf-16-le").rstrip("\0")
