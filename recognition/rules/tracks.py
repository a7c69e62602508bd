"""Read the certification program: its tracks, their steps, and what each step presupposes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from recognition.kernel.findings import Finding
from recognition.kernel.yaml import Document
from recognition.rules.reading import (
    RefusedError,
    at,
    each,
    mapping,
    names,
    required,
    text,
    whole,
    word,
)


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
        requires: Ids of the badges to be held before; the badge's own file says the same.
        summary: Who it is for and what it shows, in a sentence or two; may be empty.
    """

    badge: str
    name: str
    short: str
    tier: int
    state: TrackState
    requires: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Certifications for one kind of reader, the first step first.

    Attributes:
        audience: Whom it is for, in a few words; may be empty.
    """

    id: str
    name: str
    certifications: tuple[Certification, ...]
    audience: str = ""


def read_tracks(document: Document) -> tuple[tuple[Track, ...], list[Finding]]:
    """Make tracks of a parsed `tracks.yml`; none where anything is wrong with it."""
    try:
        entries = _of(document.value, "tracks")["tracks"]
        with at("tracks"):
            return tuple(each(entries, _track)), []
    except RefusedError as refused:
        return (), [document.finding(refused.code, f"tracks: {refused}", *refused.path)]


def _track(value: object) -> Track:
    found = _of(value, "id", "name", "certifications", optional=("audience",))
    with at("certifications"):
        steps = each(found["certifications"], _certification)
    return Track(
        id=text(found["id"]),
        name=text(found["name"]),
        certifications=tuple(sorted(steps, key=lambda step: step.tier)),
        audience=_words(found, "audience"),
    )


def _certification(value: object) -> Certification:
    keys = ("badge", "name", "short", "tier", "state")
    found = _of(value, *keys, optional=("requires", "summary"))
    with at("requires"):
        requires = names(found.get("requires", []))
    return Certification(
        badge=text(found["badge"]),
        name=text(found["name"]),
        short=text(found["short"]),
        tier=whole(found["tier"]),
        state=TrackState(word(found["state"], [str(state) for state in TrackState])),
        requires=requires,
        summary=_words(found, "summary"),
    )


def _of(value: object, *keys: str, optional: tuple[str, ...] = ()) -> dict[str, object]:
    return required(mapping(value, known=(*keys, *optional)), *keys)


def _words(found: dict[str, object], key: str) -> str:
    with at(key):
        return text(found[key]) if key in found else ""
