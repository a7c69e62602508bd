"""Reference ids: short enough to read out, long enough not to meet."""

from __future__ import annotations

import re

from recognition.kernel.ids import reference_id


def test_references_can_be_read_out_and_differ() -> None:
    made = {reference_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[0-9A-F]{10}", name) for name in made)
