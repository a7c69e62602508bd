"""Read the tracks: which certifications lead on to which, and which of them exist yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document
from recognition.rules.reading import RefusedError, at, mapping, text, whole, word

T = TypeVar("T")


class TrackState(StrEnum):
    """Whether a certification can be taken."""

    LIVE = "live"
    DRAFT = "draft"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """One step of a track.

    Attributes:
        badge: The id of its badge; reserved while the certification is not live.
        tier: 1 is the first step.
        short: The letters people say, such as `CMC`.
    """

    badge: str
    name: str
    short: str
    tier: int
    state: TrackState


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Certifications for one kind of reader, the first step first."""

    id: str
    name: str
    certifications: tuple[Certification, ...]


def read_tracks(document: Document) -> tuple[tuple[Track, ...], list[Finding]]:
    """Make tracks of a parsed `tracks.yml`; none where anything is wrong with it."""
    try:
        entries = _required(document.value, "tracks")["tracks"]
        with at("tracks"):
            return tuple(_each(entries, _track)), []
    except RefusedError as refused:
        return (), [document.finding(refused.code, f"tracks: {refused}", *refused.path)]


def _each(value: object, read: Callable[[object], T]) -> list[T]:
    if not isinstance(value, list):
        raise RefusedError("must be a list")
    found: list[T] = []
    for index, item in enumerate(value):
        with at(index):
            found.append(read(item))
    return found


def _required(value: object, *keys: str) -> dict[str, object]:
    found = mapping(value, known=keys)
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise RefusedError(f"'{missing}' is missing", code="missing-key")
    return found


def _track(value: object) -> Track:
    found = _required(value, "id", "name", "certifications")
    with at("certifications"):
        steps = _each(found["certifications"], _certification)
    return Track(
        id=text(found["id"]),
        name=text(found["name"]),
        certifications=tuple(sorted(steps, key=lambda step: step.tier)),
    )


def _certification(value: object) -> Certification:
    found = _required(value, "badge", "name", "short", "tier", "state")
    return Certification(
        badge=text(found["badge"]),
        name=text(found["name"]),
        short=text(found["short"]),
        tier=whole(found["tier"]),
        state=TrackState(word(found["state"], [str(state) for state in TrackState])),
    )
