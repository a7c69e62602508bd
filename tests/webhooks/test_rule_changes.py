"""Rules of the `.github` repository: what a change would do, and that it comes into force."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from recognition.effects import CheckEffect, Conclusion, effect_from_payload
from recognition.facts import Repo
from recognition.kernel.ids import RepoId
from recognition.kernel.settings import Mode
from recognition.service.audit import history
from recognition.service.awards import list_awards
from recognition.service.record import record
from recognition.service.recount import bring_current, verify
from recognition.service.rulebook import GLANCE, Rulebook, load_rulebook
from recognition.store import EffectRow, RuleSetRow
from tests.good_markdown import check_good_markdown
from tests.recognition.deeds import ADDRESSES, ANN, BOB, merged
from tests.webhooks.rules import RuleShelf
from webhooks.failures import failures
from webhooks.payloads import PushEvent, parse
from webhooks.ports import FilesError
from webhooks.recorder import Recorder
from webhooks.rule_changes import Proposal, Push, RuleKeeper, rule_news

if TYPE_CHECKING:
    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

RULES = Repo(id=RepoId(77), full_name="Meshery/.github")
OTHER = Repo(id=RepoId(78), full_name="meshery/meshkit")
HEAD = "0f" * 20

FIRST = "id: first\nname: First\non: pr.merged\nfirst: true\n"
STEADY = "id: steady\nname: Steady\non: pr.merged\ntiers: {bronze: 2, silver: 4}\n"


@dataclass(kw_only=True)
class Town:
    """A server whose organisation is `meshery`, with three merges of Ann's and one of Bob's."""

    database: Database
    clock: ManualClock
    rulebook: Rulebook
    keeper: RuleKeeper
    shelf: RuleShelf = field(default_factory=RuleShelf)

    def propose(self, number: int = 5, **files: str | None) -> CheckEffect | None:
        """Open a pull request that changes rule files; gives the check that comes of it."""
        self.shelf.pulls[number] = named(files)
        self.keeper.handle(Proposal(repo=RULES, number=number, head_sha=HEAD))
        with self.database.reading() as session:
            row = session.exec(select(EffectRow).where(EffectRow.kind == "check")).one_or_none()
        if row is None:
            return None
        effect = effect_from_payload(row.key, row.kind, row.payload)
        assert isinstance(effect, CheckEffect)
        for said in (effect.summary, effect.text):
            if said:
                check_good_markdown(said)
        return effect

    def merge(self, sha: str, **files: str) -> None:
        """Make these the rule files of the default branch."""
        self.shelf.merged["meshery/.github"] = (sha, dict(named(files)))
        self.keeper.handle(Push(repo=RULES))

    def awards(self) -> list[tuple[str, str, str | None, str]]:
        with self.database.reading() as session:
            rows = list_awards(session)
        return [(row["person"]["login"], row["badge"], row["tier"], row["state"]) for row in rows]

    def agrees(self) -> bool:
        with self.database.writing() as session:
            catalog = self.rulebook.current(session)
            return not verify(session, catalog=catalog, now=self.clock.now())


def named(files: dict[str, Any]) -> dict[str, Any]:
    """Turn `rules=` into `.github/recognition.yml`, and `steady=` into a badge file."""
    return {
        ".github/recognition.yml"
        if name == "rules"
        else f".github/recognition/{name}/badge.yml": text
        for name, text in files.items()
    }


@pytest.fixture
def town(database: Database, clock: ManualClock, tmp_path: Path) -> Town:
    for name, text in (("first", FIRST), ("steady", STEADY)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "badge.yml").write_text(text, encoding="utf-8")
    rulebook = load_rulebook(tmp_path, owner="meshery")
    recorder = Recorder(
        rulebook=rulebook,
        addresses=ADDRESSES,
        mode=Mode.LIVE,
        digest_repo=None,
        maintainers="meshery/maintainers",
    )
    shelf = RuleShelf(repositories={"meshery/.github": RULES})
    keeper = RuleKeeper(
        database=database, clock=clock, github=shelf, recorder=recorder, owner="meshery"
    )
    town = Town(database=database, clock=clock, rulebook=rulebook, keeper=keeper, shelf=shelf)
    with database.writing() as session:
        facts = [merged(number, at=clock.now()) for number in (1, 2, 3)]
        facts.append(merged(4, by=BOB, at=clock.now()))
        record(session, facts, catalog=rulebook.current(session), now=clock.now())
    return town


BEFORE = [
    ("ann", "first", None, "granted"),
    ("ann", "steady", "bronze", "granted"),
    ("bob", "first", None, "granted"),
]


def test_a_proposal_names_who_gains_and_who_loses_and_does_nothing(town: Town) -> None:
    rules = "badges:\n  steady: {tiers: {bronze: 1, silver: 3}}\n"
    check = town.propose(rules=rules)
    assert check is not None
    assert (check.head_sha, check.conclusion) == (HEAD, Conclusion.NEUTRAL)
    assert check.title == "2 awards gained"
    assert "| Steady | 2 |" in check.summary
    assert "`ann`: Steady (silver)" in check.text
    assert "`bob`: Steady (bronze)" in check.text
    assert town.awards() == BEFORE


def test_who_would_lose_an_award_is_named(town: Town) -> None:
    check = town.propose(
        steady=STEADY.replace("bronze: 2", "bronze: 4").replace("silver: 4", "silver: 9")
    )
    assert check is not None
    assert check.title == "1 award lost"
    assert "`ann`: Steady (bronze), had since" in check.text


def test_what_is_foreseen_is_what_happens_when_it_is_merged(town: Town) -> None:
    rules = "badges:\n  steady: {tiers: {bronze: 1, silver: 3}}\n"
    town.propose(rules=rules)
    town.merge("a" * 40, rules=rules)
    assert town.awards() == [
        ("ann", "first", None, "granted"),
        ("ann", "steady", "bronze", "granted"),
        ("ann", "steady", "silver", "granted"),
        ("bob", "first", None, "granted"),
        ("bob", "steady", "bronze", "granted"),
    ]
    assert town.agrees()


def test_a_merge_announces_nothing(town: Town) -> None:
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    with town.database.reading() as session:
        assert session.exec(select(EffectRow)).all() == []


def test_taking_the_rules_away_brings_the_shipped_ones_back(town: Town) -> None:
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    town.merge("b" * 40)
    assert town.awards() == BEFORE
    assert town.agrees()


def test_a_new_badge_of_the_organisation_is_counted_from_the_first_day(town: Town) -> None:
    own = "id: twice\nname: Twice\non: pr.merged\ncount: 2\n"
    check = town.propose(twice=own)
    assert check is not None
    assert check.title == "1 award gained"
    town.merge("a" * 40, twice=own)
    assert ("ann", "twice", None, "granted") in town.awards()


def test_rules_with_an_error_fail_the_check_and_never_come_into_force(town: Town) -> None:
    rules = "badges:\n  steady: {tier: {bronze: 1}}\n"
    check = town.propose(rules=rules)
    assert check is not None
    assert check.conclusion is Conclusion.FAILURE
    assert "`.github/recognition.yml:2`" in check.summary
    assert "did you mean" in check.summary
    town.merge("a" * 40, rules=rules)
    assert town.awards() == BEFORE
    assert town.agrees()


def test_maintainers_read_in_the_digest_which_rules_are_not_in_force(town: Town) -> None:
    town.merge("a" * 40, rules="badges:\n  steady: {tier: {bronze: 1}}\n")
    with town.database.reading() as session:
        (said,) = failures(session)
    assert "the newest rules of meshery/.github are not in force" in said
    assert ".github/recognition.yml:2" in said
    town.merge("b" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    with town.database.reading() as session:
        assert failures(session) == []


def test_rule_files_that_cannot_be_read_change_nothing_and_are_told_of(town: Town) -> None:
    town.shelf.trouble = FilesError("there are more than 200 rule files")
    check = town.propose(rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    assert check is not None
    assert check.conclusion is Conclusion.FAILURE
    assert "there are more than 200 rule files" in check.summary
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    assert town.awards() == BEFORE
    with town.database.reading() as session:
        (said,) = failures(session)
    assert said.endswith("not in force: there are more than 200 rule files")


def test_the_audit_log_says_which_commit_the_rules_come_from(town: Town) -> None:
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    with town.database.reading() as session:
        (entry,) = history(session, "meshery/.github")
    assert entry.event.action == "rules"
    assert entry.event.details == {"commit": "a" * 40, "files": [".github/recognition.yml"]}


def test_rules_that_touch_nobody_pass(town: Town) -> None:
    check = town.propose(rules="badges:\n  steady: {description: Said better.}\n")
    assert check is not None
    assert check.conclusion is Conclusion.SUCCESS
    assert check.summary == "No rule differs from those in force."


def test_a_proposal_rests_on_the_rules_in_force_and_on_what_it_changes(town: Town) -> None:
    """What others have merged since a branch was begun is not counted as its doing."""
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    check = town.propose(twice="id: twice\nname: Twice\non: pr.merged\ncount: 2\n")
    assert check is not None
    assert check.title == "1 award gained"


def test_a_pull_request_without_rules_gets_no_check(town: Town) -> None:
    assert town.propose() is None


def test_people_who_opted_out_are_in_no_check(town: Town) -> None:
    from recognition.service.persons import opt_out  # noqa: PLC0415  # one test needs it

    with town.database.writing() as session:
        catalog = town.rulebook.current(session)
        opt_out(session, ANN.id, catalog=catalog, now=town.clock.now())
    check = town.propose(rules="badges:\n  steady: {tiers: {bronze: 1}}\n")
    assert check is not None
    assert "ann" not in check.text
    assert "`bob`" in check.text


def test_another_process_has_the_new_rules_in_its_next_unit_of_work(
    town: Town, tmp_path: Path
) -> None:
    other = load_rulebook(tmp_path, owner="meshery")
    with town.database.reading() as session:
        assert other.current(session).badges["steady"].tiers == ("bronze", "silver")
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {gold: 9}}\n")
    with town.database.writing() as session:
        assert other.current(session).badges["steady"].tiers == ("gold",)
        assert not bring_current(session, catalog=other.catalog, now=town.clock.now())


def test_a_process_that_only_shows_things_sees_new_rules_after_a_moment(
    town: Town, tmp_path: Path
) -> None:
    shown = load_rulebook(tmp_path, owner="meshery")
    shown.refresh(town.database, now=town.clock.now())
    town.merge("a" * 40, rules="badges:\n  steady: {tiers: {gold: 9}}\n")
    shown.refresh(town.database, now=town.clock.now())
    assert list(shown.catalog.badges["steady"].tiers) == ["bronze", "silver"], "it looks rarely"
    shown.refresh(town.database, now=town.clock.now() + GLANCE)
    assert list(shown.catalog.badges["steady"].tiers) == ["gold"]


def test_a_repository_that_wants_silence_gets_it(town: Town) -> None:
    town.shelf.merged["meshery/meshkit"] = (
        "c" * 40,
        {".github/recognition.yml": "features: {announcements: false}\n"},
    )
    town.keeper.handle(Push(repo=OTHER))
    with town.database.reading() as session:
        assert not town.rulebook.features(session, "Meshery/meshkit").announcements
        assert town.rulebook.features(session, "meshery/meshkit").commands
        assert town.rulebook.features(session, "meshery/meshery").announcements


def test_what_the_organisation_switches_off_is_off_everywhere(town: Town) -> None:
    town.merge("a" * 40, rules="features: {commands: false}\n")
    with town.database.reading() as session:
        assert not town.rulebook.features(session, "meshery/meshery").commands


def test_a_repository_cannot_change_badges(town: Town) -> None:
    town.shelf.merged["meshery/meshkit"] = (
        "c" * 40,
        {".github/recognition.yml": "badges: {steady: {tiers: {bronze: 1}}}\n"},
    )
    town.keeper.handle(Push(repo=OTHER))
    assert town.awards() == BEFORE


def test_a_missed_push_is_made_up_for(town: Town) -> None:
    rules = "badges:\n  steady: {tiers: {bronze: 1}}\n"
    town.shelf.merged["meshery/.github"] = ("a" * 40, {".github/recognition.yml": rules})
    town.keeper.refresh()
    assert ("bob", "steady", "bronze", "granted") in town.awards()


def test_an_organisation_without_rules_is_left_alone(town: Town) -> None:
    town.shelf.repositories.clear()
    town.keeper.refresh()
    assert town.awards() == BEFORE


# --- which events are looked at -----------------------------------------------------------


def pushed(repo: Repo, *paths: str, is_default_branch: bool = True) -> PushEvent:
    return PushEvent(repo=repo, is_default_branch=is_default_branch, paths=paths)


@pytest.mark.parametrize(
    ("event", "is_news"),
    [
        (pushed(RULES, ".github/recognition.yml"), True),
        (pushed(RULES, ".github/recognition/first/badge.yml"), True),
        (pushed(RULES, "README.md", ".github/workflows/ci.yml"), False),
        (pushed(RULES, ".github/recognition.yml", is_default_branch=False), False),
        (pushed(OTHER, ".github/recognition.yml"), True),
        (pushed(OTHER, ".github/recognition/first/badge.yml"), False),
        (
            pushed(Repo(id=RepoId(5), full_name="stranger/.github"), ".github/recognition.yml"),
            False,
        ),
    ],
)
def test_only_rules_of_the_organisation_are_news(event: PushEvent, is_news: bool) -> None:
    assert (rule_news(event, owner="meshery") is not None) is is_news
    assert rule_news(event, owner=None) is None


def test_a_merged_pull_request_is_news_before_its_push_is() -> None:
    body = {
        "action": "closed",
        "repository": {"id": 77, "full_name": "meshery/.github"},
        "pull_request": {"number": 3, "head": {"sha": HEAD}},
    }
    event = parse("pull_request", json.dumps(body).encode())
    assert rule_news(event, owner="meshery") == Push(
        repo=Repo(id=RepoId(77), full_name="meshery/.github")
    )
    opened = parse("pull_request", json.dumps(body | {"action": "synchronize"}).encode())
    assert isinstance(rule_news(opened, owner="meshery"), Proposal)


def test_the_same_commit_is_applied_once(town: Town) -> None:
    rules = "badges:\n  steady: {tiers: {bronze: 1}}\n"
    town.merge("a" * 40, rules=rules)
    with town.database.reading() as session:
        (row,) = session.exec(select(RuleSetRow)).all()
    town.clock.advance(GLANCE)
    town.merge("a" * 40, rules=rules)
    with town.database.reading() as session:
        assert session.exec(select(RuleSetRow)).one().applied_at == row.applied_at


def test_a_push_is_read_with_every_file_it_touches() -> None:
    body = {
        "ref": "refs/heads/main",
        "repository": {"id": 77, "full_name": "meshery/.github", "default_branch": "main"},
        "commits": [
            {"added": ["a"], "modified": ["b"], "removed": []},
            {"added": [], "modified": ["b"], "removed": ["c"]},
        ],
    }
    event = parse("push", json.dumps(body).encode())
    assert event == PushEvent(
        repo=Repo(id=RepoId(77), full_name="meshery/.github"),
        is_default_branch=True,
        paths=("a", "b", "c"),
    )
