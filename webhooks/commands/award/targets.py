"""Find the awards that a request is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import col, select

from recognition.kernel.errors import NotFoundError, UserError
from recognition.kernel.findings import suggestion
from recognition.render.markdown import code, escape
from recognition.service import numbers
from recognition.service.persons import person_of
from recognition.service.showing import award_name, logins
from recognition.service.visible import is_left_out, public_person
from recognition.store import AwardRow
from webhooks.commands.award.wording import Awards, Badges, Everything, Numbers

if TYPE_CHECKING:
    from recognition.catalog import Badge
    from recognition.digest import Edition
    from webhooks.commands.award.wording import Target
    from webhooks.commands.contract import Asked, Tools

NO_DIGEST = "there is no digest yet, so no numbers to decide about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One award that was asked about, or the reason why there is none.

    Attributes:
        name: Which one, Markdown.
        award: The award; `None` where there is none.
        problem: Why there is none.
    """

    name: str
    award: AwardRow | None = None
    problem: str = ""


def find(target: Target, asked: Asked, tools: Tools) -> list[Found]:
    """Give the awards that a target means, in the order in which they were named.

    Raises:
        UserError: Nothing can be meant by it.
    """
    match target:
        case Numbers(numbers=wanted):
            edition = _edition(asked, tools)
            return [_numbered(number, edition, tools) for number in wanted]
        case Everything(but=but):
            return _everything(but, _edition(asked, tools), tools)
        case Awards(ids=ids):
            return [_by_id(award_id, tools) for award_id in ids]
        case Badges():
            return _of_people(target, asked, tools)


def edition_meant(asked: Asked, tools: Tools) -> Edition | None:
    """Give the digest in whose issue something was asked; `None` elsewhere."""
    repo = tools.recorder.digest_repo or ""
    # GitHub's names are case-insensitive, and the setting is typed by hand.
    if asked.repo.full_name.lower() != repo.lower():
        return None
    return numbers.edition_of_issue(tools.session, number=asked.number)


def badge_named(name: str, tools: Tools) -> Badge:
    """Give a badge of the catalog by its id or an alias.

    Raises:
        NotFoundError: There is none; the message names the nearest.
    """
    badge = tools.catalog.find(name)
    if badge is None:
        raise NotFoundError(f"there is no badge '{name}'{suggestion(name, tools.catalog.badges)}")
    return badge


def tier_named(badge: Badge, tier: str | None) -> str | None:
    """Check that a badge has a tier.

    Raises:
        UserError: It has not; the message names those it has.
    """
    if tier is None or tier in badge.tiers:
        return tier
    if not badge.tiers:
        raise UserError(f"{badge.id} has no tiers; put what '{tier}' is about into the reason")
    raise UserError(f"{badge.id} has no tier '{tier}'; it has {', '.join(badge.tiers)}")


def name_of(award: AwardRow, tools: Tools, *, number: int | None = None) -> str:
    """Name an award in an answer: whose, and what; by its number where it has one."""
    login = logins(tools.session, [award.person_id])[award.person_id]
    badge = escape(award_name(tools.catalog, award.badge, award.tier))
    named = f"{code(login)}, {badge}"
    return f"{number} ({named})" if number is not None else named


def _edition(asked: Asked, tools: Tools) -> Edition:
    """Find the digest whose numbers are meant: the one commented on, or else the newest."""
    edition = edition_meant(asked, tools) or numbers.newest_edition(tools.session)
    if edition is None:
        raise NotFoundError(NO_DIGEST)
    return edition


def _numbered(number: int, edition: Edition, tools: Tools) -> Found:
    try:
        award = numbers.award_by_number(tools.session, edition, number)
    except NotFoundError as error:
        return Found(name=str(number), problem=str(error))
    return Found(name=name_of(award, tools, number=number), award=award)


def _everything(but: tuple[int, ...], edition: Edition, tools: Tools) -> list[Found]:
    waiting = numbers.waiting_numbers(tools.session, edition)
    for number in but:
        # A slip here would decide about what was to be left out: nothing is done at all.
        numbers.award_by_number(tools.session, edition, number)
    chosen = [_numbered(number, edition, tools) for number in waiting if number not in but]
    if not chosen:
        raise NotFoundError(f"nothing waits in the digest of {edition}" + " but that" * bool(but))
    return chosen


def _by_id(award_id: str, tools: Tools) -> Found:
    award = tools.session.get(AwardRow, award_id)
    # Who opted out is like nobody, for maintainers too: what they ask is answered in public.
    if award is None or is_left_out(tools.session, award.person_id):
        return Found(name=code(award_id), problem="there is no such award")
    return Found(name=name_of(award, tools), award=award)


def _of_people(target: Badges, asked: Asked, tools: Tools) -> list[Found]:
    badge = badge_named(target.badge, tools)
    tier = tier_named(badge, target.tier)
    if not target.logins:
        return [_of_person(asked.actor.id, asked.actor.login, badge, tier, tools)]
    found = []
    for login in target.logins:
        account = public_person(tools.session, login)
        if account is None:
            found.append(Found(name=code(login), problem="nobody of that login is known here"))
        else:
            found.append(_of_person(account.id, account.login, badge, tier, tools))
    return found


def _of_person(account_id: int, login: str, badge: Badge, tier: str | None, tools: Tools) -> Found:
    named = f"{code(login)}, {escape(award_name(tools.catalog, badge.id, tier))}"
    person_id = person_of(tools.session, account_id)
    statement: Any = (
        select(AwardRow)
        .where(AwardRow.person_id == person_id, AwardRow.badge == badge.id)
        .order_by(col(AwardRow.earned_at))
    )
    rows = cast("list[AwardRow]", tools.session.exec(statement).all())
    rows = [row for row in rows if tier in (None, row.tier)]
    if not rows:
        return Found(name=named, problem="there is no such award")
    if len(rows) > 1:
        tiers = ", ".join(str(row.tier) for row in rows)
        return Found(name=named, problem=f"say which tier: {tiers}")
    return Found(name=name_of(rows[0], tools), award=rows[0])
