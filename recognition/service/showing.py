"""Turn stored awards and facts into the lines that comments, digests and pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlmodel import Session, select

from recognition.catalog import Category
from recognition.render.comments import BadgeLine
from recognition.rules.wording import noun
from recognition.store import AccountRow, AwardRow, FactRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recognition.catalog import Catalog
    from recognition.render.addresses import Addresses


LATEST = 5
"""More links than these say nothing more in a comment."""


def award_name(catalog: Catalog, badge: str, tier: str | None) -> str:
    """Name an award as people read it; a badge the catalog lost keeps its id."""
    entry = catalog.badges.get(badge)
    name = entry.name if entry is not None else badge
    return f"{name} ({tier})" if tier else name


def evidence_links(session: Session, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give label and address of each deed that has an address, in the order of the keys."""
    rows = {row.key: row for row in _facts(session, keys)}
    links = []
    for key in keys:
        row = rows.get(key)
        url = str(row.attrs.get("url") or "") if row is not None else ""
        if row is None or not url:
            continue
        number = row.attrs.get("number")
        links.append((f"{row.repo_name}#{number}" if number else row.kind, url))
    return tuple(links)


def why(catalog: Catalog, award: AwardRow) -> str:
    """Say in words what an award was given for; the links to the deeds follow.

    A certification says what was passed: its deeds have no page to link to.
    """
    entry = catalog.badges.get(award.badge)
    if entry is not None and entry.category is Category.CERTIFICATION and entry.description:
        return entry.description.rstrip(".")
    deeds = len(award.evidence)
    latest = ", the latest" if deeds > LATEST else ""
    if entry is None:
        return f"for {deeds} contribution{'s' if deeds != 1 else ''}{latest}"
    return f"for {deeds} {noun(entry.rule.kinds, deeds)}{latest}"


def badge_line(
    session: Session, award: AwardRow, *, login: str, catalog: Catalog, addresses: Addresses
) -> BadgeLine:
    """Give an award the form in which comments show it."""
    return BadgeLine(
        name=award_name(catalog, award.badge, award.tier),
        why=why(catalog, award),
        evidence=evidence_links(session, award.evidence[-LATEST:]),
        shield_url=addresses.shield(login, award.badge),
        verify_url=addresses.verify(award.id),
        earned_at=award.earned_at,
    )


def logins(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Give the newest known login of each account; an unknown one is `ghost`, as on GitHub."""
    wanted = set(ids)
    found = dict.fromkeys(wanted, "ghost")
    for chunk in _chunks(sorted(wanted)):
        rows = session.exec(select(AccountRow).where(cast("Any", AccountRow.id).in_(chunk)))
        found.update({row.id: row.login for row in rows})
    return found


def _facts(session: Session, keys: Sequence[str]) -> list[FactRow]:
    rows: list[FactRow] = []
    for chunk in _chunks(list(keys)):
        rows += session.exec(select(FactRow).where(cast("Any", FactRow.key).in_(chunk))).all()
    return rows


def _chunks(values: list[Any], size: int = 500) -> Iterable[list[Any]]:
    # Databases limit how many values one statement may hold.
    return (values[start : start + size] for start in range(0, len(values), size))
