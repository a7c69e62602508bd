"""Tests for recognition.cli: facts in and out, awards, recounts, the catalog, shields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from recognition.kernel.store import Database
from recognition.store import AwardRow
from tests.recognition.terminal import Terminal, fact


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.mark.parametrize("name", ["facts.jsonl", "facts.jsonl.gz"])
def test_imported_facts_are_listed_as_awards_in_order(terminal: Terminal, name: str) -> None:
    path = terminal.facts(fact(2, 9), fact(1), fact(3), name=name)
    imported = json.loads(terminal.run("facts", "import", path, "--json").stdout)
    assert (imported["read"], imported["new"], imported["errors"]) == (3, 3, [])
    rows = json.loads(terminal.run("awards", "list", "--json").stdout)
    order = [(row["person"]["id"], row["badge"], row["tier"] or "") for row in rows]
    assert order == sorted(order)
    assert set(rows[0]) == {"id", "person", "badge", "tier", "state", "earned_at", "evidence"}
    bronze = next(row for row in rows if (row["badge"], row["tier"]) == ("meshery-docs", "bronze"))
    assert bronze["earned_at"] == "2026-10-01T12:00:00Z"
    assert bronze["evidence"] == ["pr.merged:42:1:7:author"]


def test_importing_twice_changes_nothing(terminal: Terminal) -> None:
    path = terminal.facts(fact(1), fact(2))
    terminal.run("facts", "import", path)
    before = terminal.run("awards", "list", "--json").stdout
    again = json.loads(terminal.run("facts", "import", path, "--json").stdout)
    assert (again["new"], again["changed"], again["ignored"]) == (0, 0, 2)
    assert terminal.run("awards", "list", "--json").stdout == before


def test_a_bad_line_is_named_and_the_others_are_kept(terminal: Terminal) -> None:
    path = terminal.facts(fact(1), {"key": "x"}, fact(2))
    result = terminal.run("facts", "import", path)
    assert result.exit_code == 1
    assert f"{path}:2:" in result.stderr
    assert result.stdout.startswith("3 lines read: 2 new, 0 changed, 0 known already, 1 refused\n")


def test_a_spreadsheet_is_read_by_its_columns(terminal: Terminal) -> None:
    path = terminal.folder / "events.CSV"
    rows = [
        "id;login;kind;at;attrs.city",
        "7;ada;ext.meetup;2026-10-02;Paris",
        "8;bob;ext.meetup;",
    ]
    path.write_text("\r\n".join(rows), encoding="utf-8-sig")
    result = terminal.run("facts", "import", str(path))
    assert result.exit_code == 1
    assert "1 new" in result.stdout
    assert f"{path}:3: at: is empty" in result.stderr
    exported = json.loads(terminal.run("facts", "export").stdout)
    assert (exported["kind"], exported["attrs"]) == ("ext.meetup", {"city": "Paris"})


def test_exported_facts_import_to_the_same(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("facts", "import", terminal.facts(fact(2), fact(1), fact(3, 9)))
    exported = terminal.run("facts", "export").stdout
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other")
    path = other.folder / "again.jsonl"
    path.write_text(exported, encoding="utf-8")
    other.run("facts", "import", str(path))
    assert other.run("facts", "export").stdout == exported


def test_a_recount_finds_what_somebody_changed_by_hand(terminal: Terminal) -> None:
    terminal.run("facts", "import", terminal.facts(fact(1), fact(2)))
    assert terminal.run("recount", "--verify").exit_code == 0
    database = Database(f"sqlite:///{terminal.folder / 'data' / 'recognition.db'}")
    with database.writing() as session:
        row = session.exec(select(AwardRow).where(AwardRow.badge == "first-contribution")).one()
        row.evidence = ["pr.merged:42:9:7:author"]
        session.add(row)
    database.close()
    result = terminal.run("recount", "--verify", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [one["badge"] for one in told["differences"]] == ["first-contribution"]
    assert terminal.run("recount").exit_code == 0
    assert terminal.run("recount", "--verify").exit_code == 0


def test_a_broken_badge_is_named_with_its_line(terminal: Terminal) -> None:
    folder = terminal.folder / "badges" / "x"
    folder.mkdir(parents=True)
    (folder / "badge.yml").write_text("id: x\nname: X\non: pr.merged\ncuont: 3\n")
    result = terminal.run("catalog", "check", str(folder.parent), "--json")
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)
    assert finding["line"] == 4
    assert "did you mean 'count'" in finding["message"]


def test_a_batch_of_shields_answers_line_by_line(terminal: Terminal) -> None:
    lines = '{"label": "CMC", "message": "certified"}\n{"label": "no message"}\nno json\n'
    answers = [
        json.loads(line)
        for line in terminal.run("shield", "--batch", stdin=lines).stdout.splitlines()
    ]
    assert [set(answer) for answer in answers] == [{"svg"}, {"error"}, {"error"}]
    assert terminal.run("shield", "CMC", "certified").stdout.strip() == answers[0]["svg"]


def test_accounts_are_made_one_person_and_parted_again(terminal: Terminal) -> None:
    terminal.run("facts", "import", terminal.facts(fact(1, 7), fact(2, 9), fact(3, 9)))
    before = terminal.run("awards", "list", "--json").stdout
    linked = terminal.run("people", "link", "@person-9", "person-7")
    assert linked.stdout.splitlines()[1:] == ["  person-7 (7): 1 facts", "  person-9 (9): 2 facts"]
    shown = json.loads(terminal.run("people", "show", "Person-9", "--json").stdout)
    assert shown["person"] == {"id": 7, "login": "person-7"}
    assert shown["awards"] >= 2
    assert {row["person"]["id"] for row in listed(terminal)} == {7}
    assert terminal.run("recount", "--verify").exit_code == 0
    terminal.run("people", "unlink", "person-9")
    assert terminal.run("awards", "list", "--json").stdout == before
    unknown = terminal.run("people", "show", "nobody")
    assert unknown.exit_code == 1
    assert "nobody with the login nobody" in unknown.stderr


def listed(terminal: Terminal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(terminal.run("awards", "list", "--json").stdout)
    return rows


def test_a_person_gets_everything_and_is_forgotten(terminal: Terminal) -> None:
    terminal.run("facts", "import", terminal.facts(fact(1, 7), fact(2, 9)))
    told = json.loads(terminal.run("export", "Person-9").stdout)["recognition"]
    assert [one["key"] for one in told["facts"]] == ["pr.merged:42:2:9:author"]
    refused = terminal.run("erase", "person-9", stdin="n\n")
    assert refused.exit_code == 1
    assert json.loads(terminal.run("export", "9").stdout)["recognition"] == told
    counts = json.loads(terminal.run("erase", "person-9", "--yes", "--json").stdout)
    assert counts["recognition"] > 1
    assert {row["person"]["id"] for row in listed(terminal)} == {7}
    assert terminal.run("recount", "--verify").exit_code == 0
    again = terminal.run("facts", "import", terminal.facts(fact(2, 9), fact(3, 9)))
    assert "0 new" in again.stdout
    unknown = terminal.run("export", "person-9")
    assert unknown.exit_code == 1
    assert "nothing is known of person-9" in unknown.stderr


def test_a_claim_code_is_printed_once_and_listed_without_itself(terminal: Terminal) -> None:
    folder = terminal.folder / "badges" / "meetup"
    folder.mkdir(parents=True)
    badge = "id: meetup\nname: Meet-up\ncategory: community\ndescription: Was there.\n"
    rule = "on: claim\nwhere: {badge: meetup}\nfirst: true\n"
    (folder / "badge.yml").write_text(badge + rule)
    terminal.environment["RECOGNITION_CATALOG"] = str(folder.parent)
    options = ("--as", "lee=99", "--uses", "50", "--valid", "2w")
    made = terminal.run("claims", "create", "meetup", *options)
    assert made.exit_code == 0, made.stderr
    code, link = made.stdout.split()
    assert link.endswith(f"/claim?code={code}")
    listed = terminal.run("claims", "list")
    assert "0 of 50" in listed.stdout
    assert code not in listed.stdout
    [row] = json.loads(terminal.run("claims", "list", "--json").stdout)
    assert (row["badge"], row["by"], row["max_uses"]) == ("meetup", "lee", 50)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("no-such-badge",), "there is no badge no-such-badge"),
        (("first-contribution",), "no claim earns first-contribution"),
    ],
)
def test_a_code_for_what_no_claim_earns_is_not_made(
    terminal: Terminal, arguments: tuple[str, ...], complaint: str
) -> None:
    made = terminal.run("claims", "create", *arguments, "--as", "lee=99")
    assert made.exit_code == 1
    assert complaint in made.stderr
    assert json.loads(terminal.run("claims", "list", "--json").stdout) == []


def test_what_other_rules_would_mean_is_told_by_name(terminal: Terminal) -> None:
    terminal.run("facts", "import", terminal.facts(fact(1), fact(2), fact(3, 9)))
    for name, count in (("before", 1), ("after", 2)):
        folder = terminal.folder / name / "merged"
        folder.mkdir(parents=True)
        text = f"id: merged\nname: Merged\non: pr.merged\ncount: {count}\n"
        (folder / "badge.yml").write_text(text, encoding="utf-8")
    folders = str(terminal.folder / "before"), str(terminal.folder / "after")
    result = terminal.run("catalog", "diff", *folders, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["badges"] == ["merged"]
    assert [(one["person"]["login"], one["fate"]) for one in told["effects"]] == [
        ("person-7", "moves"),
        ("person-9", "loses"),
    ]
    table = terminal.run("catalog", "diff", *folders).stdout
    assert "person-9" in table
    assert table.splitlines()[-1] == "1 loses, 1 moves"
    same = terminal.run("catalog", "diff", folders[0], folders[0])
    assert same.exit_code == 0
    assert same.stdout == "no changed badge, and nobody's awards would be others\n"
