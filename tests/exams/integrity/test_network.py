"""Networks: only a prefix counts, only its hash is kept, and crowds say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from exams.integrity.network import prefix_hash, prefix_of, same_network
from exams.integrity.records import Kind
from tests.exams.integrity.made import NINE, watched

if TYPE_CHECKING:
    from typing import Any

HERE, THERE = frozenset({"h1"}), frozenset({"h2"})


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("8.8.8.8", "8.8.8.0/24"),
        ("2606:4700:4700:1111::1111", "2606:4700:4700::/48"),
        ("::ffff:8.8.8.8", "8.8.8.0/24"),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("192.168.0.7", None),
        ("::1", None),
        ("fe80::1", None),
        ("100.64.0.1", None),
        ("", None),
        (None, None),
        ("unix:", None),
        ("8.8.8.8, 1.1.1.1", None),
    ],
)
def test_only_a_public_address_has_a_prefix(address: str | None, prefix: str | None) -> None:
    """Behind a proxy everybody seems to come from its address; that tells nothing."""
    assert prefix_of(address) == prefix


def test_the_hash_is_the_same_on_one_day_and_another_the_next() -> None:
    first = prefix_hash("8.8.8.0/24", secret=b"s", at=NINE)
    assert first == prefix_hash("8.8.8.0/24", secret=b"s", at=NINE + timedelta(hours=14))
    others = {
        prefix_hash("8.8.8.0/24", secret=b"s", at=NINE + timedelta(days=1)),
        prefix_hash("8.8.8.0/24", secret=b"t", at=NINE),
        prefix_hash("8.8.4.0/24", secret=b"s", at=NINE),
    }
    assert len(others | {first}) == 4
    assert len(first) == 32


def test_two_people_who_overlap_in_one_network_are_noticed_once() -> None:
    one = watched("a", 1, networks=HERE | THERE)
    other = watched("b", 2, start=0.4, networks=HERE | THERE)
    [signal] = same_network([one, other])
    assert (signal.kind, signal.attempt_id, signal.other_id) == (Kind.SAME_NETWORK, "b", "a")
    assert signal.details == {"people": 2}


@pytest.mark.parametrize(
    "change",
    [{"person": 1}, {"networks": THERE}, {"started_at": NINE + timedelta(minutes=30)}],
    ids=["one person", "two networks", "one after the other"],
)
def test_without_two_people_one_network_and_one_time_there_is_no_signal(
    change: dict[str, Any],
) -> None:
    one = watched("a", 1, networks=HERE)
    other = watched("b", 2, start=0.4, networks=HERE)
    assert same_network([one, other])
    assert same_network([one, replace(other, **change)]) == []


def test_a_network_of_many_people_says_nothing_about_any_two() -> None:
    crowd = [watched(f"a{n}", n, networks=HERE) for n in range(6)]
    assert same_network(crowd) == []
    assert len(same_network(crowd[:5])) == 10


def test_two_who_failed_are_not_noticed() -> None:
    one = watched("a", 1, networks=HERE, passed=False)
    assert same_network([one, watched("b", 2, networks=HERE, passed=False)]) == []
    assert same_network([one, watched("b", 2, networks=HERE)])
