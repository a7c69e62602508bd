"""How many shields a second one core draws."""

from __future__ import annotations

import time
from typing import get_args

import pytest

from recognition.render.shield import Style, shield


@pytest.mark.benchmark
@pytest.mark.parametrize("style", get_args(Style))
def test_shields_per_second(style: Style) -> None:
    """Each message differs, so that nothing but the colours comes from a memory."""
    messages = [f"certified {number}" for number in range(5000)]
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        for message in messages:
            shield("CMC", message, color="brightgreen", style=style)
        best = max(best, len(messages) / (time.perf_counter() - start))
    print(f"\n{style}: {best:,.0f} shields/s")
    # A tenth of what a small machine does: an accident shows, a busy neighbour does not.
    assert best > 5_000
