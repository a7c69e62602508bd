"""Tests of recognition.cli.deciding and recognition.cli.audit: the operator's decisions."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from recognition.decisions import Verb
from tests.recognition.terminal import Terminal, fact

AS_LEE = ("--as", "lee=900")
BADGES = {
    "operator": "on: pr.merged\nfirst: true\ngrant: review",
    "docs": "on: pr.merged\ntiers: {bronze: 1, gold: 9}",
    "cmc": "on: exam.passed\nfirst: true",
}
TRACKS = """
tracks:
  - id: t
    name: T
    certifications: [{tier: 1, badge: cmc, name: C, short: C, state: live}]
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """The program with one merged pull request of person-7."""
    catalog = tmp_path / "catalog"
    for badge, rule in BADGES.items():
        folder = catalog / badge
        folder.mkdir(parents=True)
        (folder / "badge.yml").write_text(f"id: {badge}\nname: {badge}\n{rule}\n")
    (catalog / "tracks.yml").write_text(TRACKS)
    terminal = Terminal(tmp_path)
    terminal.environment["RECOGNITION_CATALOG"] = str(catalog)
    terminal.run("facts", "import", terminal.facts(fact(1)))
    return terminal


def told(terminal: Terminal, *words: str, status: int = 0) -> Any:
    result = terminal.run(*words, "--json")
    assert result.exit_code == status, result.stderr
    return json.loads(result.stdout)


def states(terminal: Terminal) -> dict[str, str]:
    rows = told(terminal, "awards", "list", "--withdrawn")
    return {f"{row['badge']}/{row['tier'] or ''}": row["state"] for row in rows}


def test_a_proposal_goes_its_way_by_name_and_by_id(terminal: Terminal) -> None:
    award = "person-7/operator"
    terminal.run("awards", "hold", award, *AS_LEE)
    assert states(terminal)["operator/"] == "held"
    (row,) = told(terminal, "awards", "list", "--state", "held")
    result = terminal.run("awards", "approve", row["id"], "--as", "lee")
    assert result.stdout == "person-7: operator approved\n"
    terminal.run("awards", "dispute", award, "--as", "person-7", "--reason", "not mine")
    assert states(terminal)["operator/"] == "disputed"
    terminal.run("awards", "uphold", award, "--as", "lee")
    terminal.run("awards", "revoke", award, "--as", "lee", "--reason", "not theirs after all")
    assert states(terminal)["operator/"] == "revoked"
    log = told(terminal, "audit", "list", "--award", award)
    assert [(entry["action"], entry["actor"]) for entry in log] == [
        ("award.proposed", None),
        ("award.held", 900),
        ("award.approved", 900),
        ("award.disputed", 7),
        ("award.upheld", 900),
        ("award.revoked", 900),
    ]


def test_a_certification_by_hand_waits_for_the_second_maintainer(terminal: Terminal) -> None:
    words = ("awards", "grant", "cmc", "newcomer=4242", "--reason", "passed in the hall")
    (nominated, voted) = told(terminal, *words, *AS_LEE)
    assert (nominated["kind"], nominated["person"]) == (
        "nominated",
        {"id": 4242, "login": "newcomer"},
    )
    assert (voted["kind"], voted["voices"], voted["quorum"]) == ("voted", 1, 2)
    again = terminal.run("awards", "approve", "newcomer/cmc", "--as", "lee")
    assert (again.exit_code, "one more has to say so" in again.stderr) == (1, True)
    terminal.run("awards", "unvote", "newcomer/cmc", "--as", "lee")
    said = terminal.run("awards", "approve", "newcomer/cmc", "--as", "kim=901").stdout
    assert said == "newcomer: cmc voted, 1 of 2; 1 more must say so\n"
    terminal.run("awards", "approve", "newcomer/cmc", "--as", "lee")
    assert states(terminal)["cmc/"] == "granted"


def test_a_tier_is_given_to_a_whole_event(terminal: Terminal) -> None:
    people = [f"guest-{number}={number}" for number in range(10, 15)]
    words = ("awards", "grant", "docs", *people, "--tier", "gold", "--reason", "the sprint")
    changes = told(terminal, *words, *AS_LEE)
    gold = [one for one in changes if one["tier"] == "gold" and one["kind"] == "approved"]
    assert len(gold) == 5
    rejected = terminal.run(
        "awards",
        "revoke",
        "guest-10/docs/gold",
        "guest-11/docs/gold",
        *AS_LEE,
        "--reason",
        "was away",
    )
    assert rejected.exit_code == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("approve", "person-7/operator"), 2, "Missing option '--as'"),
        (("revoke", "person-7/operator", *AS_LEE), 2, "Missing option '--reason'"),
        (("approve", "person-7/operator", "--as", "nobody"), 1, "nobody=NUMBER"),
        (("approve", "person-7/operator", "--as", "lee=0"), 1, "is not LOGIN=NUMBER"),
        (("approve", "person-7/operatr", *AS_LEE), 1, "there is no badge operatr"),
        (("approve", "person-7/cmc", *AS_LEE), 1, "there is no award"),
        (("approve", "person-7/operator", "--as", "person-7"), 1, "your own award"),
        (("uphold", "person-7/operator", *AS_LEE), 1, "it is proposed already"),
        (("grant", "docs", "person-7", *AS_LEE, "--reason", "x"), 1, "say which tier"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(
    terminal: Terminal, words: tuple[str, ...], status: int, said: str
) -> None:
    before = told(terminal, "audit", "verify")["head"]
    result = terminal.run("awards", *words)
    assert (result.exit_code, said in result.stderr) == (status, True), result.stderr
    assert told(terminal, "audit", "verify")["head"] == before


@pytest.mark.parametrize("verb", Verb)
def test_every_decision_shows_an_example_of_itself(terminal: Terminal, verb: Verb) -> None:
    shown = " ".join(terminal.run("awards", verb, "--help").stdout.split())
    assert f"Example: recognition awards {verb} " in shown
    assert "Nothing is announced." in shown


# --- the log ------------------------------------------------------------------------------


def test_a_log_that_was_touched_fails_with_the_entry(terminal: Terminal) -> None:
    verdict = told(terminal, "audit", "verify")
    assert (verdict["intact"], verdict["entries"], verdict["flaws"]) == (True, 2, [])
    assert told(terminal, "audit", "verify", "--head", verdict["head"])["intact"]
    with sqlite3.connect(terminal.folder / "data" / "recognition.db") as database:
        database.execute("UPDATE audit SET action = 'award.approved' WHERE seq = 2")
    database.close()
    broken = told(terminal, "audit", "verify", status=1)
    assert broken["flaws"] == ["entry 2: it is not what was written"]
    shown = terminal.run("audit", "verify")
    assert shown.exit_code == 1
    assert "1 entries could be followed" in shown.stdout


def test_a_head_that_is_not_in_the_log_fails(terminal: Terminal) -> None:
    verdict = told(terminal, "audit", "verify", "--head", "0" * 64, status=1)
    assert "the noted head is not in the log" in verdict["flaws"][0]


def test_the_log_is_shown_with_names(terminal: Terminal) -> None:
    terminal.run("awards", "reject", "person-7/operator", *AS_LEE, "--reason", "one typo")
    *_, last = terminal.run("audit", "list").stdout.splitlines()
    assert ("lee" in last, "award.rejected" in last) == (True, True)
    assert ("person-7/operator" in last, last.endswith("one typo")) == (True, True)
    shown = terminal.run("audit", "list", "--limit", "1").stdout.splitlines()
    assert len(shown) == 2
