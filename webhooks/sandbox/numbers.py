"""Numeric ids, node ids and commit hashes that look and behave like GitHub's."""

from __future__ import annotations

import base64
import hashlib
import struct

# The first id of each kind and the usual distance to the next: far enough apart that an id
# used in the wrong place is found at once, and never equal to a thread's number.
_SERIES = {
    "account": (58_300_017, 1_031),
    "repository": (157_554_479, 20_011),
    "team": (4_110_203, 17),
    "label": (1_362_934_389, 7),
    "issue": (2_444_500_041, 1_013),
    "pull": (1_879_147_437, 211),
    "comment": (2_092_700_400, 331),
    "reaction": (243_001_112, 5),
    "review": (1_937_895_671, 101),
    "review comment": (1_640_311_809, 37),
    "discussion": (5_803_117, 41),
    "discussion comment": (9_412_003, 23),
    "check run": (18_402_113_007, 71),
    "release": (139_870_211, 61),
    "app": (902_310, 13),
    "installation": (50_957_387, 19),
    "delivery": (12_834_570_201, 997),
}


class NumberSeries:
    """Hands out the ids of one world; the same calls give the same ids."""

    def __init__(self) -> None:
        self._issued: dict[str, int] = dict.fromkeys(_SERIES, 0)

    def next(self, kind: str) -> int:
        """Give the next id of this kind."""
        first, step = _SERIES[kind]
        count = self._issued[kind]
        self._issued[kind] += 1
        return first + count * step


def node_id(prefix: str, *ids: int) -> str:
    """Encode ids as a global node id: the type's prefix and a MessagePack array in Base64.

    Args:
        prefix: The type, such as `U`, `R` or `PR`.
        ids: The ids from the outermost owner to the object itself.
    """
    packed = bytes([0x90 + len(ids) + 1, 0])
    for number in ids:
        packed += b"\xce" + struct.pack(">I", number) if number < 2**32 else _wide(number)
    return f"{prefix}_{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def read_node_id(global_id: str) -> tuple[str, tuple[int, ...]]:
    """Decode what `node_id` encodes: the prefix and the ids.

    Raises:
        ValueError: It is no such id.
    """
    prefix, mark, text = global_id.partition("_")
    packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    ids: list[int] = []
    rest = packed[2:]
    while rest:
        kind, size = ("Q", 8) if rest[:1] == b"\xcf" else ("I", 4)
        if len(rest) <= size:
            break
        ids += struct.unpack(f">{kind}", rest[1 : size + 1])
        rest = rest[size + 1 :]
    if not mark or not ids or node_id(prefix, *ids) != global_id:
        raise ValueError(f"{global_id} is no global id")
    return prefix, tuple(ids)


def commit_sha(*parts: object) -> str:
    """Give forty hexadecimal digits that depend on the parts only."""
    text = "\0".join(map(str, parts))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _wide(number: int) -> bytes:
    return b"\xcf" + struct.pack(">Q", number)
