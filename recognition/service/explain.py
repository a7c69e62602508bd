"""Explain a person's badge from everything the person did, with whichever account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from recognition.catalog import Badge
from recognition.facts import Fact, FactKind
from recognition.people import BOT_TYPE
from recognition.render.deeds import Deed, deed_of
from recognition.rules.explain import Context, Explanation, Judged, explain
from recognition.rules.wording import noun
from recognition.service.awards import awards_by_person
from recognition.service.identity import facts_of_people, people_of
from recognition.service.persons import person_of
from recognition.service.tables import chunks
from recognition.store import AccountRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing a person did, as it is shown.

    Attributes:
        deed: What it was.
        author: Login of the other person whose work or question it was about; empty where
            there is none, or none that may be named.
        takes: What the badge takes, where this does not count; otherwise empty.
        found: What there is instead.
    """

    deed: Deed
    author: str
    takes: str = ""
    found: str = ""


def explanation_of(
    session: Session, account_id: int, badge: Badge, *, now: datetime
) -> Explanation:
    """Judge everything the person of an account did by the rule of a badge.

    An exam that does not count is left out: why not would tell of its score.

    Args:
        session: An open session.
        account_id: Any account of the person.
        badge: One of the catalog's.
        now: Decides whether a tenure is over.
    """
    person = person_of(session, account_id)
    people = people_of(session, [person])
    facts = facts_of_people(session, [person], people, kinds=badge.rule.kinds).get(person, [])
    awards = awards_by_person(session, [person]).get(person, [])
    context = Context(now=now, held={award.badge for award in awards if award.is_earned})
    told = explain(badge, facts, context=context)
    shown = tuple(one for one in told.facts if one.is_counted or not _is_exam(one.fact))
    return replace(told, facts=shown)


def lines_of(session: Session, judged: Iterable[Judged]) -> tuple[Line, ...]:
    """Give facts the form in which they are shown, with the names of whom they were about."""
    shown = list(judged)
    authors = {one.fact.key: author for one in shown if (author := _author(one.fact)) is not None}
    names = _names(session, set(authors.values()))
    return tuple(
        Line(
            deed=deed_of(one.fact),
            author=names.get(authors.get(one.fact.key, 0), ""),
            takes=_takes(one),
            found="" if one.refusal is None else one.refusal.found,
        )
        for one in shown
    )


WHOLE = frozenset(
    {
        "retracted",
        "reverted",
        "bot",
        "machine",
        "excluded_label",
        "excluded_path",
        "cap",
        "max_share",
        "within",
        "complete",
    }
)
"""Reasons whose words stand alone; those of filters follow on the kind of work."""


def _takes(judged: Judged) -> str:
    if judged.refusal is None:
        return ""
    wanted, work = judged.refusal.wanted, noun({judged.fact.kind}, 2)
    stands_alone = judged.refusal.filter in WHOLE or wanted.startswith(work)
    return wanted if stands_alone else f"{work} {wanted}"


def _is_exam(fact: Fact) -> bool:
    return fact.kind == FactKind.EXAM_PASSED


def _author(fact: Fact) -> int | None:
    """Give whose pull request or question it was, where it was not one's own."""
    author = fact.attrs.get("author")
    return author if isinstance(author, int) and author != fact.actor.id else None


def _names(session: Session, accounts: Iterable[int]) -> dict[int, str]:
    """Name accounts; who opted out is not named, and neither is a machine."""
    found: dict[int, str] = {}
    for some in chunks(sorted(accounts)):
        rows = session.exec(
            select(AccountRow.id, AccountRow.login).where(
                col(AccountRow.id).in_(some),
                col(AccountRow.opted_out).is_(False),
                col(AccountRow.type) != BOT_TYPE,
            )
        )
        found.update(rows.all())
    return found
