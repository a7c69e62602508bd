"""Tests of recognition.kernel.garbage."""

from __future__ import annotations

import gc

import pytest

from recognition.kernel.garbage import RARELY, collected_rarely


def test_the_collector_works_as_before_afterwards_also_where_it_failed() -> None:
    before = gc.get_threshold()

    def fail() -> None:
        with collected_rarely():
            assert gc.get_threshold() == RARELY
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert gc.get_threshold() == before
