from importlib import import_module

import pytest

from coffeecop.engine import own_process


@pytest.fixture(autouse=True)
def compared_here(monkeypatch):
    """Compare texts here, where the encoder is loaded once; the processes have their own tests."""
    in_a_process = own_process.run

    def run(module, lines, **limits):
        if module == "coffeecop.web.pdf_process":
            return in_a_process(module, lines, **limits)
        return import_module(module).answer(iter(lines))

    monkeypatch.setattr(own_process, "run", run)
