"""Tests of recognition.catalog, of the shipped badges, and of their published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from recognition.catalog import (
    Catalog,
    Grant,
    Status,
    catalog_files,
    load_catalog,
    read_catalog,
)
from recognition.kernel.errors import ConfigurationError
from recognition.kernel.findings import Severity
from recognition.kernel.yaml import read_yaml
from recognition.rules import badge_file
from recognition.rules.badge_file import read_badge
from recognition.rules.filters import filters
from recognition.rules.rule import contribution
from tests.recognition.factories import make_badges, make_fact

SHIPPED = Path(__file__).resolve().parents[2] / "badge_templates"
SCHEMA = json.loads((SHIPPED / "badge.schema.json").read_text(encoding="utf-8"))


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        place = folder / name.replace("_", "-")
        place.mkdir()
        (place / "badge.yml").write_text(text, encoding="utf-8")
    return folder


def badge(name: str, rest: str = "first: true") -> str:
    return f"id: {name}\nname: A Badge\non: pr.merged\n{rest}\n"


def said(catalog: Catalog) -> list[str]:
    return [f"{Path(f.file).parent.name}:{f.line} {f.code}" for f in catalog.findings]


def test_the_shipped_badges_load_without_a_finding() -> None:
    catalog = load_catalog(SHIPPED)
    assert [str(finding) for finding in catalog.findings] == []
    assert {"first-contribution", "meshery", "meshery-docs", "review-rockstar"} <= set(
        catalog.badges
    )


def test_the_cmc_takes_exactly_the_five_exams_that_have_badges() -> None:
    catalog = load_catalog(SHIPPED)
    cmc = catalog.find("CMC")
    assert cmc is not None
    assert cmc.id == "certified-meshery-contributor"
    assert catalog.is_track(cmc.id)
    assert not catalog.is_track("exam-meshery-cli")
    exams = {name.removeprefix("exam-") for name in catalog.badges if name.startswith("exam-")}
    assert len(exams) == 5
    written = (SHIPPED / cmc.id / "badge.yml").read_text(encoding="utf-8")
    assert set(read_yaml(written, file="").value["where"]["exam"]) == exams


def test_a_badge_says_what_its_file_says(tmp_path: Path) -> None:
    rest = (
        "tiers: {silver: 5, bronze: 1}\nrequires: [other]\ngrant: review\nexpires: 24mo\n"
        "status: hold\naliases: [short]\n"
    )
    catalog = load_catalog(write(tmp_path, example=badge("example", rest), other=badge("other")))
    found = catalog.find("Short")
    assert found is not None
    assert found.grant is Grant.REVIEW
    assert found.status is Status.HOLD
    assert found.tiers == ("bronze", "silver"), "the easiest stands first"
    assert found.tier_rank("silver") == 1
    assert found.tier_rank(None) == -1
    assert list(catalog.badges) == ["other", "example"], "what is required stands before"
    assert [one.id for one in catalog.active] == ["other"]


def test_a_broken_badge_is_refused_and_the_others_load(tmp_path: Path) -> None:
    catalog = load_catalog(
        write(tmp_path, good=badge("good"), bad=badge("bad", "frist: true"), worse="a: [")
    )
    assert list(catalog.badges) == ["good"]
    assert said(catalog) == ["bad:4 unknown-key", "worse:1 yaml"]
    assert "did you mean 'first'" in catalog.findings[0].message


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        ("first: true\nwhere:\n  repos: [a/b]\n  lables: [x]", "bad:7 unknown-key"),
        ("first: true\nwhere:\n  repos:\n    - a/b\n    - 5", "bad:8 bad-value"),
        ("tiers:\n  bronze: 1\n  silver: many", "bad:6 bad-value"),
        ("tiers: {bronze: 1, silver: 1}", "bad:4 bad-value"),
        ("count: 0", "bad:4 bad-value"),
        ("count: true", "bad:4 bad-value"),
        ("first: false", "bad:4 bad-value"),
        ("first: true\ngrant: maybe", "bad:5 bad-value"),
        ("first: true\nexpires: 2 years", "bad:5 bad-value"),
        ("distinct: {moth: 3}", "bad:4 unknown-key"),
        ("streak: {unit: week}", "bad:4 missing-key"),
        ("first: true\ncap: 5", "bad:5 bad-value"),
        ("first: true\nfirst: true", "bad:5 duplicate-key"),
        ("where: {role: author}", "bad:3 no-condition"),
        ("first: true\nrequires: [god]", "bad:5 unknown-badge"),
        ("first: true\nrequires: [bad]", "bad:5 circle"),
        ("first: true\naliases: [good]", "bad:5 duplicate-name"),
        ("first: true\ngrant: auto\napprove: {quorum: 2}", "bad:6 contradiction"),
        ("first: true\nany:\n  - on: pr.merged", "bad:3 contradiction"),
        ("first: true\nmax_share: {author: 40}", "bad:5 bad-value"),
        ("sum:\n  additions: few", "bad:5 bad-value"),
        ("since_first: long", "bad:4 bad-value"),
        ("first: true\nfrom: 2025-02-30", "bad:5 bad-value"),
        ("first: true\nwhere:\n  domain: ui", "bad:6 bad-value"),
    ],
)
def test_a_finding_names_the_line(tmp_path: Path, rest: str, wanted: str) -> None:
    catalog = load_catalog(write(tmp_path, good=badge("good"), bad=badge("bad", rest)))
    assert said(catalog) == [wanted]
    assert list(catalog.badges) == ["good"]


def test_a_finding_names_the_column_of_a_key_or_an_item(tmp_path: Path) -> None:
    rest = "first: true\nwhere: {repos: [a/b], any: [{exam: x}, {rool: y}]}"
    (finding,) = load_catalog(write(tmp_path, bad=badge("bad", rest))).findings
    assert (finding.line, finding.column) == (5, 41)
    assert str(finding).startswith(f"{tmp_path / 'bad' / 'badge.yml'}:5:41: error: ")
    assert finding.as_json()["column"] == 41


def test_everything_that_is_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    text = "id: Bad Name\non: [pr.merged, pr.opend]\ncount: x\n"
    catalog = load_catalog(write(tmp_path, bad=text))
    assert said(catalog) == [
        "bad:1 bad-value",
        "bad:2 bad-kind",
        "bad:3 bad-value",
        "bad:1 missing-key",
    ]


def test_the_id_is_the_name_of_the_folder(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, one=badge("two")))
    assert said(catalog) == ["one:1 id-differs"]


def test_badges_that_require_each_other_are_refused_with_what_stands_on_them(
    tmp_path: Path,
) -> None:
    catalog = load_catalog(
        write(
            tmp_path,
            a=badge("a", "first: true\nrequires: b"),
            b=badge("b", "first: true\nrequires: a"),
            c=badge("c"),
        )
    )
    assert said(catalog) == ["a:5 circle", "b:5 circle"]
    assert list(catalog.badges) == ["c"]


def test_a_circle_is_named_from_each_badge_that_leads_into_it(tmp_path: Path) -> None:
    catalog = load_catalog(
        write(
            tmp_path,
            a=badge("a", "first: true\nrequires: b"),
            b=badge("b", "first: true\nrequires: [sound, c]"),
            c=badge("c", "first: true\nrequires: b"),
            sound=badge("sound"),
        )
    )
    assert [finding.message for finding in catalog.findings] == [
        "requires what requires itself: a → b → c → b",
        "requires what requires itself: b → c → b",
        "requires what requires itself: c → b → c",
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("first: true\nwhere: {hour: 0-25}", "'hour' must compare with a number from 0 to 23"),
        ("first: true\nwhere: {not: {any: [{weekday: moonday}]}}", "'weekday' must be one of"),
        ("first: true\nwhere: {labels: []}", "'labels' must be a text or a list"),
        ("distinct: {month: few}", "'month' must be a whole number"),
        ("count: few", "'count' must be a whole number"),
        ("first: true\nwhere: {domain: ui}", "'domain' takes a domain of domains.yml, which"),
    ],
)
def test_a_value_is_refused_by_the_key_it_stands_under(
    rule: str, message: str, tmp_path: Path
) -> None:
    (finding,) = load_catalog(write(tmp_path, bad=badge("bad", rule))).findings
    assert finding.message.startswith(message)


def test_a_misspelt_kind_is_answered_with_the_nearest(tmp_path: Path) -> None:
    text = badge("bad").replace("pr.merged", "[pr.opened, pr.mergd]")
    (finding,) = load_catalog(write(tmp_path, bad=text)).findings
    assert finding.message == "unknown kind of fact 'pr.mergd'; did you mean 'pr.merged'?"


def test_what_requires_a_refused_badge_is_refused(tmp_path: Path) -> None:
    files = {
        "a": badge("a", "nothing: 1"),
        "b": badge("b", "first: true\nrequires: a"),
        "c": badge("c", "first: true\nrequires: b"),
    }
    catalog = load_catalog(write(tmp_path, **files))
    assert catalog.badges == {}
    assert said(catalog) == ["a:4 unknown-key", "b:5 unknown-badge", "c:5 unknown-badge"]
    assert "refused itself" in catalog.findings[2].message


def test_the_fingerprint_changes_with_the_rule_and_with_nothing_else(tmp_path: Path) -> None:
    def fingerprint(rest: str) -> str:
        document = read_yaml(badge("a", rest), file="a")
        found, _ = read_badge(document)
        assert found is not None
        return found.fingerprint

    assert fingerprint("count: 2") == fingerprint("description: Words\ncount: 2")
    assert fingerprint("count: 2") != fingerprint("count: 3")
    assert fingerprint("count: 2") != fingerprint("count: 2\nstatus: hold")


def test_exclusions_and_domains_stand_beside_the_badges_and_hold_for_all() -> None:
    files = {
        "a/badge.yml": badge("a", "first: true\nwhere: {domain: ui}"),
        "exclusions.yml": "machines: [Robo]\n",
        "domains.yml": "domains: [{id: ui, name: UI, paths: 'ui/**'}]\n",
    }
    catalog = read_catalog(files)
    assert catalog.findings == ()
    assert catalog.badges["a"].rule.exclusions.machines == {"robo"}
    without = read_catalog({**files, "exclusions.yml": "machines: [Other]\n"})
    assert without.badges["a"].fingerprint != catalog.badges["a"].fingerprint
    elsewhere = read_catalog({**files, "domains.yml": files["domains.yml"].replace("ui/", "u/")})
    assert elsewhere.badges["a"].fingerprint != catalog.badges["a"].fingerprint


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "code"),
    [
        ("exclusions.yml", "machine: [robo]", 1, 1, "unknown-key"),
        ("exclusions.yml", "labels: [spam]\npaths: [a, 5]", 2, 12, "bad-value"),
        ("domains.yml", "support: docs/**", 1, 1, "missing-key"),
        ("domains.yml", "domains:\n  - {id: ui}", 2, 5, "missing-key"),
        ("domains.yml", "domains:\n  - {id: ui, name: UI, path: a}", 2, 24, "unknown-key"),
        ("domains.yml", "domains:\n  - {id: a, name: A}\n  - {id: a, name: B}", 3, 6, "bad-value"),
        ("domains.yml", "a: [", 1, 5, "yaml"),
    ],
)
def test_a_file_beside_the_badges_is_refused_where_it_is_wrong(
    name: str, text: str, line: int, column: int, code: str
) -> None:
    catalog = read_catalog({"a/badge.yml": badge("a"), name: text}, root=Path("here"))
    assert list(catalog.badges) == ["a"]
    (finding,) = catalog.findings
    assert (finding.file, finding.line, finding.column) == (f"here/{name}", line, column)
    assert finding.code == code


def test_changes_are_laid_over_a_catalog_by_merging_its_files() -> None:
    shipped, findings = catalog_files(SHIPPED)
    assert findings == []
    changed = {"first-contribution/badge.yml": badge("first-contribution", "count: 2")}
    catalog = read_catalog({**shipped, **changed})
    assert catalog.badges.keys() == load_catalog(SHIPPED).badges.keys()
    assert catalog.badges["first-contribution"].rule.milestones[0].count == 2


def test_an_unknown_domain_is_refused_with_the_nearest_one() -> None:
    files = {
        "a/badge.yml": badge("a", "first: true\nwhere: {domain: [ui, sever]}"),
        "domains.yml": "domains: [{id: ui, name: UI}, {id: server, name: Server}]\n",
    }
    (finding,) = read_catalog(files).findings
    assert "did you mean 'server'" in finding.message
    assert (finding.line, finding.column) == (5, 22)


def test_what_brings_something_is_told_for_all_badges_at_once() -> None:
    catalog = make_badges(
        merged="first: true",
        docs="first: true\nwhere: {paths: docs/**}",
        reviews="on: review.submitted\nfirst: true",
        asleep="first: true\nstatus: hold",
    )
    fact = make_fact(attrs={"paths": ["ui/a.ts"]})
    found = catalog.contributions(fact)
    assert [badge.id for badge, _ in found] == ["merged"]
    assert found[0][1] == contribution(catalog.badges["merged"].rule, fact)
    assert catalog.contributions(make_fact(kind="claim")) == []
    assert catalog.contributions(make_fact(retracted=True)) == []


def test_a_broken_file_of_tracks_is_reported_with_its_line(tmp_path: Path) -> None:
    text = "tracks:\n  - id: a\n    name: A\n    certifications:\n      - {badge: b}\n"
    (tmp_path / "tracks.yml").write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    assert catalog.tracks == ()
    assert [(finding.line, finding.code) for finding in catalog.findings] == [(5, "missing-key")]


def test_a_folder_without_a_badge_is_art_and_a_misnamed_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "art").mkdir()
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "badge.yaml").write_text(badge("late"), encoding="utf-8")
    catalog = load_catalog(tmp_path)
    assert [finding.severity for finding in catalog.findings] == [Severity.WARNING]


def test_a_file_that_is_not_text_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "badge.yml").write_bytes(b"\xff\xfe")
    assert said(load_catalog(tmp_path)) == ["a:1 encoding"]


def test_a_catalog_that_is_not_there_is_a_mistake_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no catalog folder"):
        load_catalog(tmp_path / "none")


# --- the schema says what the loader says -------------------------------------------------


def is_valid(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_knows_every_key_and_every_filter() -> None:
    assert set(SCHEMA["properties"]) - {"$schema"} == set(badge_file._KEYS)
    assert set(SCHEMA["$defs"]["where"]["properties"]) == {*filters, "all", "any", "not"}


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/badge.yml")), ids=lambda f: f.parent.name)
def test_the_schema_accepts_the_shipped_badges(file: Path) -> None:
    value = read_yaml(file.read_text(encoding="utf-8"), file=str(file)).value
    jsonschema.Draft202012Validator(SCHEMA).validate(value)


@pytest.mark.parametrize(
    "rest",
    [
        "first: true",
        "first: true\nwhere: {role: [author, answerer, member]}",
        "first: true\nwhere: {role: auther}",
        "first: true\nwhere: {state: [approved, commented], on: discussion}",
        "first: true\nwhere: {state: aproved}",
        "first: true\nwhere: {on: [issue, nowhere]}",
        "count: 1000000",
        "count: 1000001",
        "count: 0",
        "count: '5'",
        "count: null",
        "first: false",
        "first: 1",
        "tiers: {a: 1, b-2: 7}",
        "tiers: {A: 1}",
        "tiers: {}",
        "tiers: [1, 2]",
        "distinct: {month: 3, repo: 2}",
        "distinct: {badge: 3, label: 1, team: 2, kind: 3, domain: 2}",
        "distinct: {colour: 3}",
        "sum: {additions: 1000, size: 1000000000}",
        "sum: {lines: 1}",
        "sum: {comments: 0}",
        "since_first: 365d",
        "since_first: 1y",
        "since_first: 365",
        "first: true\nfrom: 2025-10-01\nuntil: 2025-10-31T12:00:00Z",
        "first: true\nfrom: 2025-10",
        "first: true\nfrom: 2025-10-01T12:00:00",
        "count: 9\nmax_share: {author: 40%, repo: 99%}",
        "count: 9\nmax_share: {author: 0%}",
        "count: 9\nmax_share: {month: 40%}",
        "count: 9\nmax_share: {author: 40}",
        "max_share: {author: 40%}",
        "first: true\napprove: {team: meshery/docs, quorum: 2, expires: 60d}",
        "first: true\napprove: {quorum: 2}\ngrant: review",
        "first: true\napprove: {quorum: 2}\ngrant: auto",
        "first: true\napprove: {team: docs}",
        "first: true\napprove: {quorum: 21}",
        "first: true\napprove: {}",
        "first: true\non_rule_change: keep",
        "first: true\non_rule_change: maybe",
        "first: true\ndiscussion: https://example.org/t/1",
        "first: true\ndiscussion: later",
        "distinct: 3",
        "streak: {unit: week, at_least: 8}",
        "streak: {unit: hour, at_least: 8}",
        "streak: {unit: week, at_least: 8, more: 1}",
        "streak: {}",
        "first: true\ncap: 5/day",
        "first: true\ncap: 0/day",
        "first: true\nwithin: 90d",
        "first: true\nwithin: 3mo",
        "first: true\nexpires: 24mo",
        "first: true\nexpires: soon",
        "first: true\nrequires: x",
        "first: true\nrequires: [x, y]",
        "first: true\nrequires: []",
        "first: true\nrequires: [X]",
        "first: true\naliases: 5",
        "first: true\ncategory: other",
        "first: true\nstatus: retired",
        "first: true\nannounce: loudly",
        "first: true\nart: {template: round}",
        "first: true\nart: round",
        "first: true\ndescription: ''",
        "first: true\nwhere: {}",
        "first: true\nwhere: {paths: 'a/**', not: {labels: [x]}}",
        "first: true\nwhere: {paths: []}",
        "first: true\nwhere: {any: []}",
        "first: true\nwhere: {all: [{role: a}, {not_self: true}]}",
        "first: true\nwhere: {not_self: 1}",
        "first: true\nwhere: {unknown: 1}",
        "first: true\nwhere: {base: [default, main], team: a/b, badge: x, 'on': issue}",
        "first: true\nwhere: {author: [5, 6], merged_by_not: [author, self], actor_type: human}",
        "first: true\nwhere: {author: octocat}",
        "first: true\nwhere: {author: []}",
        "first: true\nwhere: {merged_by_not: reviewer}",
        "first: true\nwhere: {actor_type: bot}",
        "first: true\nwhere: {size: '>=5', min_size: 5, max_size: 9, net_deletions: true}",
        "first: true\nwhere: {size: 0}",
        "first: true\nwhere: {size: '2-5'}",
        "first: true\nwhere: {size: '=>5'}",
        "first: true\nwhere: {size: -1}",
        "first: true\nwhere: {min_size: '5'}",
        "first: true\nwhere: {net_deletions: false}",
        "first: true\nwhere: {bare: false, comments: '>=2', body_length: '<10'}",
        "first: true\nwhere: {bare: 'no'}",
        "first: true\nwhere: {score: '>=70'}",
        "first: true\nwhere: {score: 101}",
        "first: true\nwhere: {score: '>=101'}",
        "first: true\nwhere: {hour: ['22-23', 0]}",
        "first: true\nwhere: {hour: 24}",
        "first: true\nwhere: {hour: '20-24'}",
        "first: true\nwhere: {hour: []}",
        "first: true\nwhere: {weekday: [monday, sunday]}",
        "first: true\nwhere: {weekday: Monday}",
        "first: true\nwhere: {opened_from: 2025-10-01, opened_until: '2025-10-31T00:00:00+01:00'}",
        "first: true\nwhere: {opened_from: yesterday}",
        "where: {role: a}",
        "first: true\nunknown: 1",
        "first: true\n'on': pr.merged",
        "first: true\n'on': [pr.merged, ext.a.b]",
        "first: true\n'on': []",
        "first: true\n'on': badge.earned",
        "first: true\n'on': ext.",
        "first: true\nany: [{'on': pr.merged, where: {role: a}}, {'on': [ext.a, claim]}]",
        "first: true\nany: [{where: {role: a}}]",
        "first: true\nany: []",
        "first: true\nany: {'on': pr.merged}",
        "first: true\n'on': claim\nany: [{'on': pr.merged}]",
        "first: true\nwhere: {role: a}\nany: [{'on': pr.merged}]",
    ],
)
def test_the_schema_and_the_loader_agree(rest: str) -> None:
    has_kind = rest.startswith(("first: true\n'on'", "first: true\nany"))
    head = "id: a\nname: A\n" + ("" if has_kind else "on: pr.merged\n")
    document = read_yaml(head + rest, file="a")
    loaded, findings = read_badge(document)
    assert (loaded is not None) == (not findings)
    assert is_valid(document.value) is (loaded is not None), [str(one) for one in findings]


@pytest.mark.parametrize("text", ["", "5", "[]", "{}", "name: A\non: pr.merged\nfirst: true"])
def test_neither_accepts_a_file_that_is_no_badge(text: str) -> None:
    document = read_yaml(text, file="a")
    loaded, findings = read_badge(document)
    assert loaded is None
    assert findings
    assert not is_valid(document.value)
