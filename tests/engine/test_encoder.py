import numpy as np
import pytest

from coffeecop.engine.encoder import DIMENSIONS, encode, pack, unpack


@pytest.mark.usefixtures("encoder_installed")
def test_a_stored_vector_is_the_one_that_was_made_but_for_a_thousandth():
    (vector,) = encode(["The dog barks all night."])

    stored = pack(vector)

    assert len(stored) == 2 * DIMENSIONS
    assert np.allclose(unpack(stored), vector, atol=0.001)
