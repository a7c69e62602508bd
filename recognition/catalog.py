"""Load a folder of badges: what can be earned here, and what is wrong with the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recognition.kernel.errors import ConfigurationError
from recognition.kernel.findings import Finding, Severity, suggestion
from recognition.kernel.yaml import Document, YamlError, read_yaml
from recognition.people import MACHINE_USERS
from recognition.rules.badge import Announce, Badge, Category, Grant, Status, read_badge
from recognition.rules.reading import RefusedError, mapping, texts
from recognition.rules.tracks import Track, read_tracks

__all__ = [
    "Announce",
    "Badge",
    "Catalog",
    "Category",
    "Grant",
    "Status",
    "load_catalog",
    "make_catalog",
]

BADGE_FILE = "badge.yml"
PEOPLE_FILE = "people.yml"
TRACKS_FILE = "tracks.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The badges that can be used.

    Attributes:
        badges: By id; a badge stands after every badge that it requires.
        findings: What is wrong with files; a badge with an error is not among the badges.
        by_kind: The active badges whose rules look at a kind of fact.
        dependents: By id, the active badges that require it, directly or through others.
        tracks: The certifications in their steps.
    """

    badges: Mapping[str, Badge]
    findings: tuple[Finding, ...]
    by_kind: Mapping[str, tuple[Badge, ...]]
    dependents: Mapping[str, frozenset[str]]
    tracks: tuple[Track, ...] = ()

    def find(self, name: str) -> Badge | None:
        """Give the badge of that id or alias, in any case; `None` where there is none."""
        wanted = name.strip().lower()
        if wanted in self.badges:
            return self.badges[wanted]
        return next((badge for badge in self.badges.values() if wanted in badge.aliases), None)

    def is_track(self, badge: str) -> bool:
        """Tell whether a badge is a certification of a track, not of a single exam."""
        return any(step.badge == badge for track in self.tracks for step in track.certifications)

    @property
    def active(self) -> tuple[Badge, ...]:
        """Give the badges that can be earned now, in the same order."""
        return tuple(badge for badge in self.badges.values() if badge.is_active)


def load_catalog(folder: Path) -> Catalog:
    """Read every `<id>/badge.yml` below a folder; other files beside it are art.

    An optional `people.yml` with `machines: [login, …]` replaces the list of user accounts
    that are machines, and an optional `tracks.yml` arranges certifications. A badge with an
    error is refused; the others load.

    Raises:
        ConfigurationError: There is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"there is no catalog folder {folder}")
    findings: list[Finding] = []
    machines = _machines(folder / PEOPLE_FILE, findings)
    badges: list[tuple[Badge, Document]] = []
    refused: set[str] = set()
    for place in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        badge, document = _load_badge(place, findings, machines=machines)
        if badge is not None and document is not None:
            badges.append((badge, document))
        elif (place / BADGE_FILE).is_file():
            refused.add(place.name)
    kept = _refuse_clashes(badges, findings)
    kept = _refuse_requirements(kept, refused, findings)
    tracks = _tracks(folder / TRACKS_FILE, findings)
    return make_catalog([badge for badge, _ in kept], findings=findings, tracks=tracks)


def make_catalog(
    badges: Iterable[Badge],
    *,
    findings: Sequence[Finding] = (),
    tracks: Sequence[Track] = (),
) -> Catalog:
    """Arrange sound badges: their requirements exist and have no circle."""
    by_id = {badge.id: badge for badge in badges}
    ordered = _ordered(by_id)
    by_kind: dict[str, list[Badge]] = {}
    dependents: dict[str, set[str]] = {badge: set() for badge in ordered}
    for badge in (by_id[name] for name in ordered):
        if badge.is_active:
            for kind in badge.rule.kinds:
                by_kind.setdefault(kind, []).append(badge)
    for name in reversed(ordered):
        if by_id[name].is_active:
            for required in by_id[name].requires:
                dependents[required] |= {name} | dependents[name]
    return Catalog(
        badges={name: by_id[name] for name in ordered},
        findings=tuple(findings),
        by_kind={kind: tuple(found) for kind, found in by_kind.items()},
        dependents={name: frozenset(found) for name, found in dependents.items()},
        tracks=tuple(tracks),
    )


def _ordered(badges: Mapping[str, Badge]) -> list[str]:
    """Order the ids so that what is required comes first; what is in a circle is left out."""
    ordered: list[str] = []
    waiting = sorted(badges)
    while ready := [
        name for name in waiting if all(other in ordered for other in badges[name].requires)
    ]:
        ordered += ready
        waiting = [name for name in waiting if name not in ready]
    return ordered


def _read(file: Path) -> Document:
    try:
        written = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        finding = Finding(
            file=str(file),
            line=1,
            code="encoding",
            severity=Severity.ERROR,
            message="the file is not UTF-8 text",
        )
        raise YamlError(finding) from error
    return read_yaml(written, file=str(file))


def _machines(file: Path, findings: list[Finding]) -> Collection[str]:
    if not file.is_file():
        return MACHINE_USERS
    try:
        document = _read(file)
    except YamlError as error:
        findings.append(error.finding)
        return MACHINE_USERS
    try:
        wanted = mapping(document.value, known=("machines",))["machines"]
        return frozenset(login.lower() for login in texts(wanted)) if wanted else frozenset()
    except RefusedError as refused:
        findings.append(document.finding(refused.code, f"{PEOPLE_FILE} {refused}"))
        return MACHINE_USERS


def _tracks(file: Path, findings: list[Finding]) -> tuple[Track, ...]:
    if not file.is_file():
        return ()
    try:
        tracks, wrong = read_tracks(_read(file))
    except YamlError as error:
        tracks, wrong = (), [error.finding]
    findings += wrong
    return tracks


def _load_badge(
    place: Path, findings: list[Finding], *, machines: Collection[str]
) -> tuple[Badge | None, Document | None]:
    file = place / BADGE_FILE
    if not file.is_file():
        other = place / "badge.yaml"
        if other.is_file():
            findings.append(
                Finding(
                    file=str(other),
                    line=1,
                    code="file-name",
                    severity=Severity.WARNING,
                    message=f"this file is not read; name it {BADGE_FILE}",
                )
            )
        return None, None
    try:
        document = _read(file)
    except YamlError as error:
        findings.append(error.finding)
        return None, None
    badge, wrong = read_badge(document, machines=machines)
    findings += wrong
    if badge is not None and badge.id != place.name:
        said = f"the id is '{badge.id}', and its folder is '{place.name}'; make them the same"
        findings.append(document.finding("id-differs", said, "id"))
        return None, document
    return badge, document


Loaded = tuple[Badge, Document]


def _refuse_clashes(badges: list[Loaded], findings: list[Finding]) -> list[Loaded]:
    """Refuse a badge one of whose aliases is another's name: nobody could tell which is meant."""
    owners = {badge.id: badge for badge, _ in badges}
    kept: list[Loaded] = []
    for badge, document in badges:
        clash = next((name for name in badge.aliases if name in owners), None)
        if clash is None:
            owners.update(dict.fromkeys(badge.aliases, badge))
            kept.append((badge, document))
            continue
        said = f"the alias '{clash}' is a name of the badge '{owners[clash].id}' already"
        findings.append(document.finding("duplicate-name", said, "aliases"))
    return kept


def _refuse_requirements(
    badges: list[Loaded], refused: Collection[str], findings: list[Finding]
) -> list[Loaded]:
    """Refuse badges that require what is not there, until those left stand on each other."""
    known = {badge.id for badge, _ in badges}
    refused = set(refused)
    while True:
        kept: list[Loaded] = []
        for badge, document in badges:
            missing = next((name for name in badge.requires if name not in known), None)
            if missing is None:
                kept.append((badge, document))
                continue
            refused.add(badge.id)
            why = "which is refused itself" if missing in refused else "which is not a badge here"
            said = f"requires '{missing}', {why}{suggestion(missing, known)}"
            findings.append(document.finding("unknown-badge", said, "requires"))
        if len(kept) == len(badges):
            break
        badges, known = kept, {badge.id for badge, _ in kept}
    ordered = _ordered({badge.id: badge for badge, _ in badges})
    for badge, document in badges:
        if badge.id not in ordered:
            said = "requires itself, by way of the badges it requires"
            findings.append(document.finding("circle", said, "requires"))
    return [(badge, document) for badge, document in badges if badge.id in ordered]
