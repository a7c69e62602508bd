"""What may happen to a record of contributions, and a slow, plain way to say what must come of it.

`live` lets it happen, step by step, as the program does. `expected` looks only at what was ever
said, all at once: it sorts, filters and folds, and shares with the program the fold of one rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from recognition.catalog import Catalog
from recognition.facts import Fact, Repo, newest, order
from recognition.kernel.errors import UserError
from recognition.kernel.ids import RepoId, UserId
from recognition.rules.rule import earn
from recognition.service.awards import list_awards
from recognition.service.facts import fact_of
from recognition.service.persons import link, opt_in, opt_out, unlink
from recognition.service.record import catch_up, record, see_names, take_in
from recognition.service.recount import recount, verify
from recognition.store import FactRow
from tests.recognition.factories import NOON, make_badges, make_fact

DAY = timedelta(days=1)
NOW = NOON + 400 * DAY

CATALOG = make_badges(
    first="first: true",
    tiered="tiers: {bronze: 2, silver: 3, gold: 5}\nwhere: {repos: a/x}",
    labelled="on: [pr.merged, issue.opened]\ncount: 2\nwhere: {labels: [good]}",
    steady="on: [pr.merged, pr.opened]\ndistinct: {day: 3}",
    exact="on: [pr.merged, pr.opened, issue.opened]\ncount: 3\ndistinct: {repo: 2}\nwithin: 2d",
    streak="on: [pr.merged, pr.opened]\nstreak: {unit: day, at_least: 3}",
    capped="on: [pr.merged, pr.opened]\ncap: 1/day\ntiers: {a: 2, b: 3}",
    reviewer="on: review.submitted\nwhere: {not_self: true}\ndistinct: {author: 2}",
    confirmed="count: 2\ngrant: review",
    after="on: issue.opened\nfirst: true\nrequires: [tiered, steady]",
    soon="on: issue.opened\nfirst: true\nrequires: first",
    after_that="first: true\nrequires: after",
    short="first: true\nexpires: 400d",
    loyal="on: [pr.merged, pr.opened]\nsince_first: 398d\ntiers: {a: 1, b: 3}",
    grown="on: [pr.merged, pr.opened]\nsum: {additions: 12}\nwhere: {size: '>=2'}",
    spread="on: [pr.merged, pr.opened]\ncount: 2\nmax_share: {repo: 50%}",
    early="on: [pr.merged, issue.opened]\ncount: 2\nuntil: 2026-03-06",
    mixed="any: [{on: issue.opened, where: {labels: good}}, {on: pr.merged}]\ncount: 4",
)

# --- what may happen ----------------------------------------------------------------------


@dataclass(frozen=True)
class Learn:
    """A webhook, its redelivery, a page of the history, a repair: facts in a unit of work."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class TakeIn:
    """A long import: facts that are judged later."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class CatchUp:
    """What was taken in is judged."""


@dataclass(frozen=True)
class Rename:
    """A repository is known to have had this name at a moment."""

    repo: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Link:
    account: int
    to: int


@dataclass(frozen=True)
class Unlink:
    account: int


@dataclass(frozen=True)
class OptOut:
    account: int


@dataclass(frozen=True)
class OptIn:
    account: int


Step: TypeAlias = Learn | TakeIn | CatchUp | Rename | Link | Unlink | OptOut | OptIn

Story: TypeAlias = "list[tuple[Step, int | None]]"
"""Steps; with a number, the unit of work breaks off after so many statements and is repeated."""

PEOPLE, REPOS, NUMBERS = (1, 2, 3), (1, 2), (1, 2, 3, 4)
NAMES = ("a/x", "a/y", "b/z")


def deed(
    kind: str, person: int, repo: int, name: str, number: int, other: int, **said: Any
) -> Fact:
    """Make a fact; `other` is the pull request that reverts it, or the author of what it is on."""
    # An issue may turn out to be another's; the rest is named by who did it.
    whose = "" if kind == "issue.opened" else f":{person}"
    by = f":{other}" if kind == "pr.reverted" else ""
    attrs = {"labels": [said.pop("label")], "additions": number * 2, "deletions": 1}
    extra = {"pr.reverted": {"reverting": other}, "review.submitted": {"author": other}}
    made = make_fact(
        number,
        person=person,
        kind=kind,
        key=f"{kind}:{repo}:{number}{whose}{by}",
        attrs={**attrs, **extra.get(kind, {})},
        **said,
    )
    return replace(made, repo=Repo(id=RepoId(repo), full_name=name))


MOMENTS = st.integers(0, 20).map(lambda quarter: NOON + quarter * DAY / 4)

KINDS = ("pr.merged",) * 4 + ("pr.opened", "issue.opened", "review.submitted", "pr.reverted")


def facts(
    *,
    kinds: Sequence[str] = KINDS,
    people: Sequence[int] = PEOPLE,
    repos: Sequence[int] = REPOS,
    numbers: Sequence[int] = NUMBERS,
) -> st.SearchStrategy[Fact]:
    """Give facts; the fewer there are of each, the more often they meet."""
    return st.builds(
        deed,
        st.sampled_from(kinds),
        st.sampled_from(people),
        st.sampled_from(repos),
        st.sampled_from(NAMES),
        st.sampled_from(numbers),
        st.sampled_from(numbers),
        at=MOMENTS,
        version=st.integers(1, 3),
        actor_type=st.sampled_from(["User"] * 7 + ["Bot"]),
        retracted=st.sampled_from([False] * 5 + [True]),
        label=st.sampled_from(["good", "bad"]),
    )


ACCOUNTS = st.sampled_from(PEOPLE)


def steps(learnt: st.SearchStrategy[Fact]) -> st.SearchStrategy[Step]:
    """Give steps of every form; most of them learn something."""
    return st.one_of(
        st.builds(Learn, st.lists(learnt, min_size=1, max_size=6).map(tuple)),
        st.builds(Learn, st.lists(learnt, min_size=1, max_size=2).map(tuple)),
        st.builds(Learn, st.lists(learnt, min_size=4, max_size=12).map(tuple)),
        st.builds(TakeIn, st.lists(learnt, min_size=1, max_size=8).map(tuple)),
        st.builds(CatchUp),
        st.builds(Rename, st.sampled_from(REPOS), st.sampled_from(NAMES), MOMENTS),
        st.builds(Link, ACCOUNTS, ACCOUNTS),
        st.builds(Unlink, ACCOUNTS),
        st.builds(OptOut, ACCOUNTS),
        st.builds(OptIn, ACCOUNTS),
    )


def _told_again(steps: list[Step]) -> st.SearchStrategy[list[Step]]:
    """Mix in what was learnt already: redeliveries, a backfill, a repair."""
    learnt = [fact for step in steps if isinstance(step, Learn | TakeIn) for fact in step.facts]
    if not learnt:
        return st.just(steps)
    again = st.lists(st.sampled_from(learnt), min_size=1, max_size=8).map(
        lambda f: Learn(tuple(f))
    )
    return st.lists(again, max_size=3).flatmap(lambda more: st.permutations([*steps, *more]))


BREAKS = st.one_of(st.none(), st.none(), st.none(), st.integers(0, 25))


def stories(learnt: st.SearchStrategy[Fact]) -> st.SearchStrategy[Story]:
    return (
        st.lists(steps(learnt), min_size=1, max_size=12)
        .flatmap(_told_again)
        .flatmap(lambda steps: st.tuples(*(st.tuples(st.just(one), BREAKS) for one in steps)))
        .map(list)
    )


STORIES: st.SearchStrategy[Story] = st.one_of(
    stories(facts()),
    stories(facts(people=(1, 2), repos=(1,), numbers=(1, 2))),
    stories(facts(kinds=("pr.merged", "pr.reverted"), repos=(1,), numbers=(1, 2, 3))),
)

# --- how the program lives through it -------------------------------------------------------


@dataclass
class Known:
    """What was ever said, who is whom in the end, and which accounts have opted out."""

    facts: list[Fact] = field(default_factory=list)
    names: list[tuple[int, datetime, str]] = field(default_factory=list)
    links: dict[int, int] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    frozen: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def person_of(self, account: int) -> int:
        return self.links.get(account, account)

    def accounts_of(self, account: int) -> set[int]:
        person = self.person_of(account)
        return {person, *(one for one, lead in self.links.items() if lead == person)}

    def note(self, step: Step) -> None:
        match step:
            case Learn(facts) | TakeIn(facts):
                self.facts += facts
            case Rename(repo, name, at):
                self.names.append((repo, at, name))
            case Link(account, to) if self.person_of(account) != self.person_of(to):
                self.links[account] = self.person_of(to)
            case Unlink(account):
                del self.links[account]
            case OptOut(account):
                self.silent |= self.accounts_of(account)
            case OptIn(account):
                self.silent -= self.accounts_of(account)
            case _:
                pass


class BrokenOffError(Exception):
    """The process died here."""


def live(session: Session, story: Iterable[tuple[Step, int | None]]) -> Known:
    """Do all steps, each in a unit of work; what cannot be done is refused and left out."""
    known = Known()
    for step, breaks_after in story:
        if breaks_after is not None:
            with breaking_off(session, breaks_after):
                _do(session, step)
        try:
            with session.begin_nested():
                _do(session, step)
        except UserError:
            continue
        known.note(step)
        _freeze(session, known, step)
    return known


def _freeze(session: Session, known: Known, step: Step) -> None:
    """Remember what somebody had on opting out; linking silent accounts moves it about."""
    match step:
        case OptOut(account):
            person = known.person_of(account)
            if person not in known.frozen:
                known.frozen[person] = standing_of(session, person)
        case OptIn(account):
            known.frozen.pop(known.person_of(account), None)
        case Link() | Unlink():
            known.frozen.clear()
        case _:
            pass


def _do(session: Session, step: Step) -> None:
    match step:
        case Learn(facts):
            record(session, facts, catalog=CATALOG, now=NOW)
        case TakeIn(facts):
            take_in(session, facts)
        case CatchUp():
            while catch_up(session, catalog=CATALOG, now=NOW) is not None:
                pass
        case Rename(repo, name, at):
            seen = [(Repo(id=RepoId(repo), full_name=name), at)]
            see_names(session, seen, catalog=CATALOG, now=NOW)
        case Link(account, to):
            link(session, account, to=to, by=UserId(to), catalog=CATALOG, now=NOW)
        case Unlink(account):
            unlink(session, account, catalog=CATALOG, now=NOW)
        case OptOut(account):
            opt_out(session, account, catalog=CATALOG, now=NOW)
        case OptIn(account):
            opt_in(session, account, catalog=CATALOG, now=NOW)


@contextmanager
def breaking_off(session: Session, after: int) -> Iterator[None]:
    """Drop everything that is done within, at the latest after so many statements."""
    left = [after]

    def count(*_args: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise BrokenOffError

    nested = session.begin_nested()
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", count)
    try:
        yield
    except (BrokenOffError, UserError):
        pass
    finally:
        event.remove(bind, "before_cursor_execute", count)
        nested.rollback()


# --- what must come of it -------------------------------------------------------------------


def expected_facts(known: Known) -> dict[str, Fact]:
    """Work out the set of facts: the newest versions, with newest names, some of them undone."""
    last: dict[str, Fact] = {}
    for fact in known.facts:
        last[fact.key] = newest(last.get(fact.key, fact), fact)
    sights = [(f.repo.id, f.at, f.repo.full_name) for f in known.facts if f.repo] + known.names
    names = {
        repo: max(sight[1:] for sight in sights if sight[0] == repo)[1] for repo, *_ in sights
    }
    last = {
        key: replace(fact, repo=Repo(id=fact.repo.id, full_name=names[fact.repo.id]))
        for key, fact in last.items()
        if fact.repo
    }
    undone = {repo: expected_undone(last.values(), repo) for repo in names}
    return {
        key: replace(fact, undone_by=undone[fact.repo.id].get(fact.attrs["number"]))
        if fact.kind in ("pr.merged", "pr.opened") and fact.repo
        else fact
        for key, fact in last.items()
    }


def expected_undone(facts: Iterable[Fact], repo: int) -> dict[int, str]:
    """Find what surely is undone, by turns with what perhaps is, until neither changes."""
    reverts = [
        (fact.at, fact.key, fact.attrs["number"], fact.attrs["reverting"])
        for fact in facts
        if fact.kind == "pr.reverted" and not fact.retracted and fact.repo and fact.repo.id == repo
    ]

    def hit(unless: set[int]) -> set[int]:
        return {number for _, _, number, reverting in reverts if reverting not in unless}

    surely: set[int] = set()
    while surely != hit(hit(surely)):
        surely = hit(hit(surely))
    return {
        number: min(one for one in reverts if one[2] == number and one[3] not in surely)[1]
        for number in surely
    }


def expected(known: Known, catalog: Catalog = CATALOG) -> list[dict[str, Any]]:
    """Work out all awards of those who have not opted out."""
    facts = expected_facts(known)
    people = {known.person_of(fact.actor.id) for fact in facts.values()} - known.silent
    rows: list[tuple[Any, ...]] = []
    for person in people:
        done = [
            _own(fact, known)
            for fact in sorted(facts.values(), key=order)
            if known.person_of(fact.actor.id) == person and _counts(fact)
        ]
        held_since: dict[str, datetime] = {}
        for badge in catalog.active:
            if any(required not in held_since for required in badge.requires):
                continue
            since = max((held_since[required] for required in badge.requires), default=None)
            for one in earn(badge.rule, done)[1]:
                if not one.is_due(NOW):
                    continue
                at = one.earned_at if since is None else max(one.earned_at, since)
                ends_at = badge.expires_at(at)
                state = "expired" if ends_at and ends_at <= NOW else "granted"
                if badge.grant == "review":
                    state = "proposed"
                else:
                    held_since[badge.id] = min(at, held_since.get(badge.id, at))
                rows.append((person, badge.id, one.tier, state, at, list(one.evidence)))
    names = ("person", "badge", "tier", "state", "earned_at", "evidence")
    rows.sort(key=lambda row: (row[0], row[1], row[2] or ""))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _counts(fact: Fact) -> bool:
    return not fact.retracted and fact.undone_by is None and fact.actor.type == "User"


def _own(fact: Fact, known: Known) -> Fact:
    author = fact.attrs.get("author")
    if author is not None and known.person_of(author) == known.person_of(fact.actor.id):
        return replace(fact, attrs={**fact.attrs, "author": fact.actor.id})
    return fact


# --- the law --------------------------------------------------------------------------------


def check(session: Session, story: Sequence[tuple[Step, int | None]]) -> None:
    """Hold the program to it: whatever happened, the awards are those of the set of facts."""
    known = live(session, story)
    _do(session, CatchUp())
    assert stored_facts(session) == with_fates(expected_facts(known))
    wanted = expected(known)
    assert standing(session, unless=known.silent) == wanted
    assert all(standing_of(session, one) == had for one, had in known.frozen.items())
    assert verify(session, catalog=CATALOG, now=NOW) == []
    assert recount(session, catalog=CATALOG, now=NOW) == [], "a recount finds nothing to do"
    for person in sorted(known.silent):
        _do(session, OptIn(person))
        known.note(OptIn(person))
    assert standing(session, unless=()) == expected(known)
    for account in sorted(known.links):
        _do(session, Unlink(account))
        known.note(Unlink(account))
    assert standing(session, unless=()) == expected(known)
    assert verify(session, catalog=CATALOG, now=NOW) == []


def standing(session: Session, *, unless: Iterable[int]) -> list[dict[str, Any]]:
    rows = [row for row in list_awards(session) if row["person"]["id"] not in unless]
    for row in rows:
        del row["id"]
        row["person"] = row["person"]["id"]
        row["earned_at"] = datetime.fromisoformat(row["earned_at"]).astimezone(UTC)
    return rows


def standing_of(session: Session, person: int) -> list[dict[str, Any]]:
    return [row for row in standing(session, unless=()) if row["person"] == person]


def stored_facts(session: Session) -> dict[str, tuple[Fact, str | None]]:
    return with_fates({row.key: fact_of(row) for row in session.exec(select(FactRow))})


def with_fates(facts: dict[str, Fact]) -> dict[str, tuple[Fact, str | None]]:
    """Put beside each fact what undoes it, which is no part of what it says."""
    return {key: (fact, fact.undone_by) for key, fact in facts.items()}
