"""Tests of the grammar of commands in comments."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.commands import commands
from webhooks.grammar import (
    MAX_COMMANDS,
    MAX_LOOKED_AT,
    VERBS,
    Command,
    nearest_verb,
    parse_commands,
    render,
    slash_lines,
)

GITHUB_S_LONGEST_COMMENT = 65_536

TEXTS = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True)
COMMANDS = st.builds(
    Command,
    verb=st.sampled_from(sorted(VERBS)),
    args=st.lists(TEXTS, max_size=5).map(tuple),
    options=st.dictionaries(NAMES, TEXTS, max_size=3),
)


def test_our_verbs_are_those_of_the_declared_commands() -> None:
    commands.load("webhooks.commands")
    assert set(commands) == VERBS


def verbs(comment: str) -> list[str]:
    return [command.verb for command in parse_commands(comment)]


@given(command=COMMANDS)
@settings(max_examples=200, deadline=None)
def test_a_written_command_parses_to_itself(command: Command) -> None:
    assert parse_commands(render(command)) == (command,)


@given(comment=st.text(st.sampled_from('/certify `~>-<!\\"=“\t\r\n 1.'), max_size=80))
@settings(max_examples=300, deadline=None)
def test_no_comment_is_too_odd_to_read(comment: str) -> None:
    assert len(parse_commands(comment)) <= MAX_COMMANDS


@given(comment=st.text(max_size=60), command=COMMANDS)
@settings(max_examples=100, deadline=None)
def test_what_is_fenced_is_no_command_whatever_it_is(comment: str, command: Command) -> None:
    inside = comment.replace("`", "'") + "\n" + render(command).replace("`", "'")
    assert parse_commands(f"See:\n\n```\n{inside}\n```\n") == ()


def test_the_words_of_a_command_are_read() -> None:
    (command,) = parse_commands('/Award  reject 12\t7 reason="not enough, \\"yet\\"" Team=ui  ')
    assert command == Command(
        verb="award",
        args=("reject", "12", "7"),
        options={"reason": 'not enough, "yet"', "team": "ui"},
    )


def test_phones_quotation_marks_are_quotation_marks() -> None:
    (command,) = parse_commands("/award reject 1 reason=“no evidence” “two words”")
    assert command.options == {"reason": "no evidence"}
    assert command.args == ("reject", "1", "two words")


@pytest.mark.parametrize(
    ("rest", "args"),
    [
        ('"open end', ('"open', "end")),
        ('say "a"b', ("say", '"a"b')),
        ("a=", ("a=",)),
        ("=a", ("=a",)),
        ("1=a", ("1=a",)),
        ('""', ("",)),
        ("a\\b", ("a\\b",)),
    ],
)
def test_odd_words_are_taken_as_they_stand(rest: str, args: tuple[str, ...]) -> None:
    (command,) = parse_commands(f"/certify {rest}")
    assert command.args == args


def test_the_last_option_of_a_name_counts() -> None:
    (command,) = parse_commands("/award reject 1 reason=a REASON=b")
    assert command.options == {"reason": "b"}


def test_lines_are_counted_as_the_author_sees_them() -> None:
    comment = "Hello\r\n\r\n/certify cli\r\n/badges\r/progress"
    assert [(each.verb, each.line) for each in parse_commands(comment)] == [
        ("certify", 3),
        ("badges", 4),
        ("progress", 5),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        "/certify",
        "/CERTIFY",
        "/certify\n",
        "\n\n/certify   ",
        "Thanks!\n/certify",
        "/certify\nThanks!",
        "- one\n- two\n/certify",
        "- one\n\n/certify",
        "/certify\n---\nsent from my phone",
        "```\ncode\n```\n/certify",
        "- ```\n  code\n/certify",
        "> quoted\n\n/certify",
        "<!-- hidden -->\n\n/certify",
        "text <!-- hidden --> text\n/certify",
        "text <!-- never closed\n/certify",
        "`code <!-- code`\n/certify",
        "\\`not code\n/certify `",
        "<details>\n\n/certify\n\n</details>",
        "a `b` c ``d\n/certify",
    ],
)
def test_what_is_said_is_a_command(comment: str) -> None:
    assert verbs(comment) == ["certify"]


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "certify",
        "please /certify me",
        " /certify",
        "\t/certify",
        "    /certify",
        "- /certify",
        "1. /certify",
        "# /certify",
        "//certify",
        "/ certify",
        "/certify.",
        "/certify/cli",
        "/usr/bin/certify",
        "/1certify",
        "```\n/certify\n```",
        "~~~ sh\n/certify\n~~~",
        "````\n```\n/certify\n```\n````",
        "```\n/certify",
        "```\n        ```\n/certify\n```",
        "  ```\n/certify\n  ```",
        "- text\n\n      /certify",
        "> /certify",
        "> quoted\n/certify",
        ">/certify",
        "> > deep\n/certify",
        "> - ```\n> /certify",
        "<!-- /certify -->",
        "<!--\n/certify\n-->",
        "<!--\n\n/certify\n\n-->",
        "<!-- never closed\n\n/certify",
        "text <!--\n/certify\n--> text",
        "a `code\n/certify` span",
        "a ``code ` \n/certify`` span",
        "<pre>\n/certify\n</pre>",
        "<details>\n/certify\n</details>",
        "| a | b |\n|---|---|\n/certify | x",
    ],
)
def test_what_is_shown_quoted_or_hidden_is_no_command(comment: str) -> None:
    assert verbs(comment) == []


def test_at_most_five_commands_are_given() -> None:
    assert verbs("/certify\n" * 1000) == ["certify"] * MAX_COMMANDS


def test_other_bots_commands_use_up_none_of_the_five() -> None:
    assert verbs("/lgtm\n/hold\n/label a\n/assign @x\n/cc @y\n/approve\n/certify") == ["certify"]


def test_beyond_a_hundred_lines_nobody_is_talking() -> None:
    assert verbs("/lgtm\n" * (MAX_LOOKED_AT - 1) + "/certify") == ["certify"]
    assert verbs("/lgtm\n" * MAX_LOOKED_AT + "/certify") == []


def test_a_comment_hidden_beyond_the_last_line_looked_at_stays_hidden() -> None:
    assert verbs("text <!--\n" + "/certify\n" * 200 + "-->") == []
    assert verbs("text <!--\n" + "/certify\n" * 200 + "\n-->") == ["certify"] * MAX_COMMANDS


def test_foreign_commands_are_seen_and_known_to_be_foreign() -> None:
    (command,) = slash_lines("/lgtm cancel")
    assert (command.verb, command.args) == ("lgtm", ("cancel",))
    assert not command.known
    assert command.meant is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("badge", "badges"),
        ("bages", "badges"),
        ("cert", "certify"),
        ("cretify", "certify"),
        ("certification", "certify"),
        ("progres", "progress"),
        ("awards", "award"),
        ("recognise", "recognition"),
    ],
)
def test_a_slip_of_one_of_our_verbs_is_recognised(typed: str, meant: str) -> None:
    (command,) = parse_commands(f"/{typed}")
    assert (command.known, command.meant) == (False, meant)


PROW_AND_OTHERS = """
    allow approve area assign backport block bounty build cancel cc check-cla cherry-pick
    cherrypick claim close deploy duplicate format fix good-first-issue help help-wanted hold
    invite kind label lgtm lifecycle lock merge meow milestone ok-to-test override ping pony
    preview priority process program project ptal rebase record release remind remove remove-hold
    remove-label reopen rerun resolve restart retest retitle revert review reward run shrug sig
    skip snooze stage status test tide tip transfer-issue triage try unassign uncc unhold unlabel
    unlock update verify verify-owners wip woof
"""


@pytest.mark.parametrize("verb", PROW_AND_OTHERS.split())
def test_the_verbs_of_other_bots_get_no_answer(verb: str) -> None:
    assert nearest_verb(verb) is None
    assert parse_commands(f"/{verb} x") == ()


HARD = {
    "commands": "/certify\n",
    "foreign": "/lgtm\n",
    "unknown": "/certifz\n",
    "ticks": "` ",
    "growing ticks": "".join("`" * length + " " for length in range(1, 360)),
    "comments": "x <!-- ",
    "comment lines": "a <!--\n/certify\n",
    "quotes": "> ",
    "lists": "- ",
    "list lines": "- a\n",
    "fences": "```\n",
    "brackets": "[\n",
    "escapes": "\\",
    "blank": "\n",
    "tables": "|a\n|-\n",
}


@pytest.mark.parametrize("piece", HARD.values(), ids=HARD.keys())
@pytest.mark.parametrize("shape", ["{}\n/certify", "/certify\n{}", '/certify "{}'])
def test_the_longest_comment_takes_no_time_to_speak_of(piece: str, shape: str) -> None:
    """A squared effort would take minutes; the bound is loose, for slow machines."""
    length = GITHUB_S_LONGEST_COMMENT - 20
    body = (piece * (length // len(piece) + 1))[:length]
    start = time.process_time()
    parse_commands(shape.format(body))
    assert time.process_time() - start < 3


def test_a_comment_full_of_our_commands_is_read_at_once() -> None:
    comment = ("/certify\n" * 10_000)[:GITHUB_S_LONGEST_COMMENT]
    start = time.process_time()
    assert len(parse_commands(comment)) == MAX_COMMANDS
    assert time.process_time() - start < 0.2
