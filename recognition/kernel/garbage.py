"""Let Python look for garbage less often while very many values are made and dropped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 100)
"""After so many new values; the usual 700 are a third of the cost of judging a history.

Facts and what is folded of them form no circles, so they are freed without being looked for.
"""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Do something in bulk; afterwards all is as it was."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
