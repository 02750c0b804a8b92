import numpy as np
import pytest

from coffeecop.engine import encoder


def test_rows_on_disk_are_those_of_the_table():
    table = np.random.default_rng(0).integers(0, 256, (50, 8), dtype=np.uint8)
    places = np.array([3, 0, 49, 3])

    assert np.array_equal(encoder._Rows(table, None)[places], table[places])


@pytest.mark.skipif(encoder.encoder_name() is None, reason="no encoder is installed")
@pytest.mark.parametrize("has_room", [True, False])
def test_the_words_of_the_encoder_lie_on_disk_where_there_is_room(monkeypatch, has_room):
    def full(**_options):
        raise OSError("No space left on device")

    if not has_room:
        monkeypatch.setattr(encoder.tempfile, "TemporaryFile", full)
    loaded = encoder._loaded.__wrapped__()

    assert isinstance(loaded._model.table, encoder._Rows) is has_room
    (vector,) = loaded.encode(["The dog barks all night."])
    (known,) = encoder.encode(["The dog barks all night."])
    assert np.array_equal(vector, known)
