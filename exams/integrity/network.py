"""Tell that two attempts came from one network at one time, without knowing which network.

Of an address only the prefix that a provider gives to a site counts, and of that only a hash,
whose salt changes every day: the same network has another hash tomorrow. Whoever has both the
server's secret and the database could try all prefixes, so hashes are kept for 30 days only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import combinations

from exams.integrity.records import Kind, Signal, Watched, pair

IPV4_BITS = 24
IPV6_BITS = 48
"""What one site usually has; several people in it share no more than that."""

KEPT_FOR = timedelta(days=30)
"""Hashes are deleted after that."""

MANY = 5
"""Of a network with more people in a day, such as a university's, an overlap says nothing."""

_PURPOSE = "network-prefix"


def prefix_of(address: str | None) -> str | None:
    """Give the network prefix of a client's address.

    Returns:
        `None` where it says nothing about where somebody is: no address, or one that is not
        public, as a proxy in front of the server has.
    """
    try:
        known = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if not known.is_global:
        return None
    bits = IPV6_BITS if isinstance(known, IPv6Address) else IPV4_BITS
    return str(ip_network((known, bits), strict=False))


def prefix_hash(prefix: str, *, secret: bytes, at: datetime) -> str:
    """Give the hash of a prefix on the day (UTC) of a moment, 32 hexadecimal digits."""
    day = at.astimezone(UTC).date().isoformat()
    salt = hmac.digest(secret, f"{_PURPOSE}:{day}".encode(), hashlib.sha256)
    return hmac.digest(salt, prefix.encode(), hashlib.sha256).hex()[:32]


def same_network(attempts: Sequence[Watched]) -> list[Signal]:
    """Find overlapping attempts of different people from one network with few people in it."""
    by_network: dict[str, list[Watched]] = defaultdict(list)
    for attempt in attempts:
        for network in attempt.networks:
            by_network[network].append(attempt)
    found: dict[tuple[str, str], Signal] = {}
    for together in by_network.values():
        people = len({attempt.person for attempt in together})
        if people > MANY:
            continue
        for one, other in combinations(together, 2):
            if one.person != other.person and _overlap(one, other) and _matters(one, other):
                signal = pair(Kind.SAME_NETWORK, one, other, {"people": people})
                found[signal.attempt_id, signal.other_id] = signal
    return [found[names] for names in sorted(found)]


def _overlap(one: Watched, other: Watched) -> bool:
    return one.started_at < other.ended_at and other.started_at < one.ended_at


def _matters(one: Watched, other: Watched) -> bool:
    return (one.is_recent or other.is_recent) and (one.passed or other.passed)
