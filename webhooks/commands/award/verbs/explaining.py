"""`explain`: say which deeds count for an award, which do not and why, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recognition.kernel.errors import ForbiddenError, NotFoundError
from recognition.render.comments import day
from recognition.render.markdown import bar, code, details, escape, fit, link, mention, table
from recognition.service.explain import explanation_of, lines_of
from recognition.service.persons import person_of
from recognition.service.showing import award_name
from recognition.service.visible import public_person
from recognition.store import AccountRow
from webhooks.commands.award.contract import verb
from webhooks.commands.award.targets import badge_named, find
from webhooks.commands.award.wording import Badges, Numbers, Wording
from webhooks.commands.contract import Reply, Who

if TYPE_CHECKING:
    from recognition.catalog import Badge
    from recognition.rules.explain import Explanation, Way
    from recognition.service.explain import Line
    from webhooks.commands.award.wording import Request
    from webhooks.commands.contract import Asked, Tools

MAX_AWARDS = 3
"""One comment about more of them is read by nobody."""

TOO_MANY = "Three awards are explained at most; ask about the others by themselves."

MAX_LINES = 15
"""Of the deeds that count, and of those that do not, the newest."""


@verb(
    "explain",
    usage=("/award explain N", "/award explain BADGE", "/award explain @LOGIN BADGE"),
    purpose="Say which deeds count for an award, which do not and why, and what is missing",
    wording=Wording(example="/award explain 2", takes=(Numbers, Badges), talks=False, own=True),
    who=Who.ANYONE,
)
def explain(request: Request, asked: Asked, tools: Tools) -> Reply:
    """Explain awards of a digest, or a badge of one person whether it is earned or not."""
    subjects = _subjects(request, asked, tools)
    parts = []
    for account, badge in subjects[:MAX_AWARDS]:
        is_own = person_of(tools.session, account.id) == person_of(tools.session, asked.actor.id)
        if not is_own and not asked.known.teams:
            raise ForbiddenError("you can ask about yourself; others are for maintainers")
        told = explanation_of(tools.session, account.id, badge, now=tools.now)
        parts.append(_told(account.login, told, tools))
    if len(subjects) > MAX_AWARDS:
        parts.append(TOO_MANY)
    body = f"{mention(asked.actor.login)}, " + "\n\n".join(parts)
    return Reply(purpose="award-explain", body=fit(body), joins=True)


def _subjects(request: Request, asked: Asked, tools: Tools) -> list[tuple[AccountRow, Badge]]:
    """Give whose badges are meant; who opted out is like nobody."""
    target = request.target
    if isinstance(target, Badges):
        badge = badge_named(target.badge, tools)
        logins = target.logins or (asked.actor.login,)
        return [(_person(login, tools), badge) for login in logins]
    subjects = []
    for found in find(target, asked, tools):
        if found.award is None:
            raise NotFoundError(found.problem)
        account = tools.session.get(AccountRow, found.award.person_id)
        if account is None or account.opted_out:
            raise NotFoundError(f"nobody stands under {found.name} any more")
        subjects.append((account, badge_named(found.award.badge, tools)))
    return subjects


def _person(login: str, tools: Tools) -> AccountRow:
    person = public_person(tools.session, login)
    if person is None:
        raise NotFoundError(f"nobody named {login} is known here")
    return person


def _told(login: str, told: Explanation, tools: Tools) -> str:
    counted = lines_of(tools.session, told.counted)
    others = lines_of(tools.session, (one for one in told.facts if not one.is_counted))
    name = link(told.badge.name, tools.addresses.badge(told.badge.id))
    parts = [
        f"**{code(login)}** and {name}: {len(counted)} of {len(told.facts)} deeds count.",
        table(
            ("What", "Progress", "Missing"), [_way(told.badge, way, tools) for way in told.ways]
        ),
    ]
    if told.missing_badges:
        names = [escape(award_name(tools.catalog, one, None)) for one in told.missing_badges]
        parts.append(f"Before it, these are needed: {', '.join(names)}.")
    if others:
        lines = [
            f"- {_deed(line)}: takes {escape(line.takes)}; here: {escape(line.found)}"
            for line in others[-MAX_LINES:]
        ]
        parts.append("These do not count:\n\n" + "\n".join(_with_rest(lines, len(others))))
    if counted:
        lines = [f"- {_deed(line)}" for line in counted[-MAX_LINES:]]
        title = f"{len(counted)} that count" if len(counted) != 1 else "1 that counts"
        parts.append(details(title, "\n".join(_with_rest(lines, len(counted)))))
    return "\n\n".join(parts)


def _way(badge: Badge, way: Way, tools: Tools) -> tuple[str, str, str]:
    done = " ".join(f"{bar(one.done, one.of)} {one.done}/{one.of}" for one in way.measures)
    missing = ", ".join(f"{one.of - one.done} {one.unit}" for one in way.missing)
    if not missing and way.due_at is not None and not way.is_earned:
        missing = f"time, until {day(way.due_at)}"
    return escape(award_name(tools.catalog, badge.id, way.tier)), done, escape(missing)


def _deed(line: Line) -> str:
    place = link(line.deed.place, line.deed.url) if line.deed.url else escape(line.deed.place)
    author = f" of {code(line.author)}" if line.author else ""
    return f"{escape(line.deed.what)} {place}{author}, {day(line.deed.at)}"


def _with_rest(lines: list[str], total: int) -> list[str]:
    """Say how many older ones are left out."""
    return lines + ([f"- and {total - len(lines)} older ones"] if total > len(lines) else [])
