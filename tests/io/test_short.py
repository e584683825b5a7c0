"""Very short texts, coded from their bytes, are coded as any other texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from csat.io.short import LONGEST, code_short

TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=3), max_size=60)


@given(TEXTS, st.integers(0, 5))
def test_codes_and_values_give_the_texts_again(texts: list[str], skipped: int) -> None:
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    data = np.frombuffer(b"".join(encoded), np.uint8)
    first = min(skipped, len(texts))  # a column may begin in the middle of its bytes
    coded = code_short(offsets[first:], data)
    if any(len(text) > LONGEST for text in encoded[first:]):
        assert coded is None
        return
    assert coded is not None
    assert [coded.values[code] for code in coded.codes] == texts[first:]
    assert len(set(coded.values)) == len(coded.values)
    assert coded.codes.dtype == np.int32
