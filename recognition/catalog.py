"""Read a catalog of badges: what can be earned here, and what is wrong with the files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from recognition.domains import Domains, read_domains
from recognition.facts import Fact
from recognition.kernel.errors import ConfigurationError
from recognition.kernel.findings import Finding, Severity, suggestion
from recognition.kernel.yaml import Document, YamlError, read_yaml
from recognition.rules.badge import Announce, Badge, Category, Grant, Status
from recognition.rules.badge_file import read_badge
from recognition.rules.exclusions import Exclusions, read_exclusions
from recognition.rules.rule import Contribution, brought
from recognition.rules.terms import Terms
from recognition.rules.tracks import Track, read_tracks

__all__ = [
    "Announce",
    "Badge",
    "Catalog",
    "Category",
    "Grant",
    "Status",
    "catalog_files",
    "load_catalog",
    "make_catalog",
    "read_catalog",
]

BADGE_FILE = "badge.yml"
EXCLUSIONS_FILE = "exclusions.yml"
DOMAINS_FILE = "domains.yml"
TRACKS_FILE = "tracks.yml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The badges that can be used.

    Attributes:
        badges: By id; a badge stands after every badge that it requires.
        findings: What is wrong with files; a badge with an error is not among the badges.
        by_kind: The active badges whose rules look at a kind of fact.
        dependents: By id, the active badges that require it, directly or through others.
        tracks: The certifications in their steps.
        terms: What never counts, and the domains.
    """

    badges: Mapping[str, Badge]
    findings: tuple[Finding, ...]
    by_kind: Mapping[str, tuple[Badge, ...]]
    dependents: Mapping[str, frozenset[str]]
    tracks: tuple[Track, ...] = ()
    terms: Terms = field(default_factory=Terms)

    def find(self, name: str) -> Badge | None:
        """Give the badge of that id or alias, in any case; `None` where there is none."""
        wanted = name.strip().lower()
        if wanted in self.badges:
            return self.badges[wanted]
        return next((badge for badge in self.badges.values() if wanted in badge.aliases), None)

    def is_track(self, badge: str) -> bool:
        """Tell whether a badge is a certification of a track, not of a single exam."""
        return any(step.badge == badge for track in self.tracks for step in track.certifications)

    def contributions(self, fact: Fact) -> list[tuple[Badge, Contribution]]:
        """Say to which active badges a fact brings something, and what."""
        badges = self.by_kind.get(fact.kind)
        if badges is None:
            return []
        seen = self.terms.exclusions.sift(fact)
        if seen is None:
            return []
        return [
            (badge, found) for badge in badges if (found := brought(badge.rule, seen)) is not None
        ]

    @property
    def active(self) -> tuple[Badge, ...]:
        """Give the badges that can be earned now, in the same order."""
        return tuple(badge for badge in self.badges.values() if badge.is_active)


def load_catalog(folder: Path) -> Catalog:
    """Read the catalog that a folder holds; see `read_catalog`.

    Raises:
        ConfigurationError: There is no such folder.
    """
    files, findings = catalog_files(folder)
    return read_catalog(files, root=folder, findings=findings)


def catalog_files(folder: Path) -> tuple[dict[str, str], list[Finding]]:
    """Read the texts of a catalog's files, by their names from its folder.

    Returns:
        The texts, and a finding for each file that is no text.

    Raises:
        ConfigurationError: There is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"there is no catalog folder {folder}")
    files: dict[str, str] = {}
    findings: list[Finding] = []
    for file in sorted([*folder.glob("*.yml"), *folder.glob("*/badge.y*ml")]):
        try:
            files[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            said = "the file is not UTF-8 text"
            findings.append(_whole_file(file, said, code="encoding"))
    return files, findings


def read_catalog(
    files: Mapping[str, str], *, root: Path = Path(), findings: Iterable[Finding] = ()
) -> Catalog:
    """Make a catalog of the texts of its files.

    Every `<id>/badge.yml` is a badge; other files beside it are art. Beside the badges may
    stand `exclusions.yml` (what never counts), `domains.yml` (the parts of the project) and
    `tracks.yml` (the order of certifications). What has an error is refused; the rest loads.
    To lay changes over a catalog, merge the mappings: `{**shipped, **changed}`.

    Args:
        files: Texts by their names from the catalog's folder.
        root: Where that folder lies, for messages.
        findings: What is known to be wrong already.
    """
    found = list(findings)
    exclusions = _part(files, EXCLUSIONS_FILE, read_exclusions, Exclusions(), root, found)
    domains = _part(files, DOMAINS_FILE, read_domains, Domains(), root, found)
    no_tracks: tuple[Track, ...] = ()
    tracks = _part(files, TRACKS_FILE, read_tracks, no_tracks, root, found)
    terms = Terms(exclusions=exclusions, domains=domains)
    badges: list[Loaded] = []
    refused: set[str] = set()
    for name in sorted(files):
        place, _, base = name.rpartition("/")
        if place and base == BADGE_FILE:
            badge, document = _badge(files[name], place, root / name, found, terms=terms)
            if badge is not None and document is not None:
                badges.append((badge, document))
            else:
                refused.add(place)
        elif place and f"{place}/{BADGE_FILE}" not in files:
            said = f"this file is not read; name it {BADGE_FILE}"
            found.append(
                _whole_file(root / name, said, code="file-name", severity=Severity.WARNING)
            )
    kept = _refuse_clashes(badges, found)
    kept = _refuse_requirements(kept, refused, found)
    found += _contradictions({badge.id: badge for badge, _ in kept}, tracks, root)
    return make_catalog([badge for badge, _ in kept], findings=found, tracks=tracks, terms=terms)


def _contradictions(
    badges: Mapping[str, Badge], tracks: Iterable[Track], root: Path
) -> Iterator[Finding]:
    """Find steps that require something else than their badges do."""
    for step in (step for track in tracks for step in track.certifications):
        badge = badges.get(step.badge)
        if badge is not None and set(badge.requires) != set(step.requires):
            said = (
                f"{step.short} requires {_listed(step.requires)} here, and "
                f"{_listed(badge.requires)} in the file of its badge"
            )
            yield _whole_file(root / TRACKS_FILE, said, code="contradiction")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def make_catalog(
    badges: Iterable[Badge],
    *,
    findings: Sequence[Finding] = (),
    tracks: Sequence[Track] = (),
    terms: Terms | None = None,
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
        terms=terms or Terms(),
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


def _circle(badge: Badge, badges: Mapping[str, Badge], ordered: Collection[str]) -> list[str]:
    """Follow requirements from a badge that is not in order until one comes a second time."""
    way = [badge.id]
    while way[-1] not in way[:-1]:
        way.append(next(name for name in badges[way[-1]].requires if name not in ordered))
    return way


def _whole_file(
    file: Path, message: str, *, code: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(file=str(file), line=1, code=code, severity=severity, message=message)


def _part(
    files: Mapping[str, str],
    name: str,
    read: Callable[[Document], tuple[T, list[Finding]]],
    absent: T,
    root: Path,
    findings: list[Finding],
) -> T:
    """Read a file that stands beside the badges; it may be absent, or refused."""
    if name not in files:
        return absent
    try:
        part, wrong = read(read_yaml(files[name], file=str(root / name)))
    except YamlError as error:
        part, wrong = absent, [error.finding]
    findings += wrong
    return part


def _badge(
    written: str, place: str, file: Path, findings: list[Finding], *, terms: Terms
) -> tuple[Badge | None, Document | None]:
    try:
        document = read_yaml(written, file=str(file))
    except YamlError as error:
        findings.append(error.finding)
        return None, None
    badge, wrong = read_badge(document, terms=terms)
    findings += wrong
    if badge is not None and badge.id != place:
        said = f"the id is '{badge.id}', and its folder is '{place}'; make them the same"
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
    by_id = {badge.id: badge for badge, _ in badges}
    ordered = _ordered(by_id)
    for badge, document in badges:
        if badge.id not in ordered:
            said = f"requires what requires itself: {' → '.join(_circle(badge, by_id, ordered))}"
            findings.append(document.finding("circle", said, "requires"))
    return [(badge, document) for badge, document in badges if badge.id in ordered]
