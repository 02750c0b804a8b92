"""What tests of PDF need beside Python packages."""

from ctypes.util import find_library

import pytest

needs_pango = pytest.mark.skipif(
    find_library("pangoft2-1.0") is None, reason="WeasyPrint needs Pango"
)
