"""Tests of webhooks.commands.award.wording: what a maintainer typed, and what it means."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recognition.kernel.errors import UserError
from recognition.render.markdown import plain
from webhooks.commands.award.wording import (
    MAX_LOGINS,
    MAX_NUMBERS,
    Awards,
    Badges,
    Everything,
    Numbers,
    Request,
    Target,
    Wording,
    logins_in,
    read_request,
    spans,
    write_request,
)
from webhooks.grammar import parse_commands, render

ANY = Wording(example="/award try 1", takes=(Numbers, Everything, Awards, Badges))
QUIET = Wording(example="/award try 1", takes=(Numbers, Everything, Awards, Badges), talks=False)
OWN = Wording(example="/award try meshery", takes=(Numbers, Awards, Badges), own=True)
ID = "a2b3c4d5e6f7a2b3"


def asked(line: str, wording: Wording = ANY) -> Request:
    (command,) = parse_commands(f"/award {line}")
    return read_request(command, wording)


def refusal(line: str, wording: Wording = ANY) -> str:
    with pytest.raises(UserError) as caught:
        asked(line, wording)
    said = str(caught.value)
    assert said.endswith(f"; try {wording.example}")
    return said.removesuffix(f"; try {wording.example}")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("1", (1,)),
        ("1 3-5", (1, 3, 4, 5)),
        ("1,3-5,9", (1, 3, 4, 5, 9)),
        ("1, 3, 5", (1, 3, 5)),
        ("#2 #3", (2, 3)),
        ("2–4", (2, 3, 4)),
        ("1 and 2", (1, 2)),
        ("1, 2 & 3", (1, 2, 3)),
        ("5 1 5 1", (5, 1)),
        ("3-3", (3,)),
    ],
)
def test_numbers_are_read_in_every_spelling(words: str, numbers: tuple[int, ...]) -> None:
    assert asked(f"approve {words}", QUIET) == Request(
        verb="approve", target=Numbers(numbers=numbers)
    )


@pytest.mark.parametrize(
    ("words", "but"),
    [
        ("all", ()),
        ("ALL", ()),
        ("all except 2", (2,)),
        ("all except 2, 4-6 and 9", (2, 4, 5, 6, 9)),
        ("all but 2", (2,)),
    ],
)
def test_all_may_leave_some_out(words: str, but: tuple[int, ...]) -> None:
    assert asked(f"approve {words}", QUIET).target == Everything(but=but)


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (ID, Awards(ids=(ID,))),
        (f"{ID.upper()} {ID}", Awards(ids=(ID,))),
        ("@octocat meshery", Badges(logins=("octocat",), badge="meshery")),
        ("@octocat Meshery GOLD", Badges(logins=("octocat",), badge="meshery", tier="gold")),
        ("@a @b @A mentor", Badges(logins=("a", "b"), badge="mentor")),
    ],
)
def test_awards_are_named_by_id_or_by_person_and_badge(words: str, target: Target) -> None:
    assert asked(f"revoke {words}").target == target


def test_a_badge_alone_is_ones_own_where_the_verb_is_about_that() -> None:
    assert asked("dispute meshery gold", OWN).target == Badges(
        logins=(), badge="meshery", tier="gold"
    )
    assert refusal("approve meshery") == "'meshery' is not a number of the digest"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('reject 2 reason="split PRs"', "split PRs"),
        ("reject 2 reason=split", "split"),
        ("reject 2 split PRs", "split PRs"),
        ("hold 2 3 until the exams are there", "until the exams are there"),
        ("hold 2 and then what", "and then what"),
        (f"revoke {ID} not theirs", "not theirs"),
        ('reject 2 reason="two\u200b  lines\t here"', "two lines here"),
        ("reject 2", ""),
        ('reject 2 reason="  "', ""),
    ],
)
def test_the_reason_is_an_option_or_the_words_that_follow(line: str, reason: str) -> None:
    assert asked(line).reason == reason


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("approve", "say which"),
        ("approve all except", "say which ones to leave out"),
        ("approve all except two", "say which ones to leave out"),
        ("approve 5-2", "5-2 runs backwards"),
        ("approve 12345", "'12345' is not a number of the digest"),
        ("approve 1 two", "'two' is one word too many"),
        ("approve all of them", "'of' is one word too many"),
        ("approve -1", "'-1' is not a number of the digest"),
        ("approve ٣", "'٣' is not a number of the digest"),
        ("approve 0-9999", f"{MAX_NUMBERS} numbers are the most for one command"),
        ("approve @octocat", "say which badge"),
        ("approve @octocat ../x", "'../x' is not the id of a badge"),
        ("approve @octocat meshery g@ld", "'g@ld' is not a tier"),
        ("approve @octocat meshery gold now", "'now' is one word too many"),
        ("approve 1 reson=x", "there is no option reson, did you mean 'reason'?"),
        ("approve " + "x" * 99, f"'{'x' * 39}…' is not a number of the digest"),
        ("approve " + "1 " * 60, "that is too long for one command"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_line_that_works(line: str, said: str) -> None:
    assert refusal(line, QUIET).replace("; did", ", did") == said


def test_many_people_are_refused_before_anybody_looks_them_up() -> None:
    people = " ".join(f"@person-{n}" for n in range(MAX_LOGINS + 1))
    assert refusal(f"grant {people} mentor") == (
        f"{MAX_LOGINS} people are the most for one command"
    )


def test_logins_stand_before_the_badge_and_count_once() -> None:
    assert logins_in(["@Ann", "@bob", "@ann", "mentor", "@cat"]) == ("Ann", "bob")
    assert logins_in(["@-x", "@bob"]) == ()
    assert logins_in([]) == ()


@pytest.mark.parametrize(
    ("numbers", "written"),
    [((), ""), ((1,), "1"), ((1, 2, 3), "1-3"), ((3, 1, 2, 9), "3,1-2,9")],
)
def test_neighbours_are_written_as_a_span(numbers: tuple[int, ...], written: str) -> None:
    assert spans(numbers) == written


NUMBERS = st.lists(st.integers(0, 9999), min_size=1, max_size=30, unique=True).map(tuple)
NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True).filter(
    lambda name: len(name) < 39
)
TARGETS: st.SearchStrategy[Target] = st.one_of(
    NUMBERS.map(lambda numbers: Numbers(numbers=numbers)),
    st.one_of(st.just(()), NUMBERS).map(lambda but: Everything(but=but)),
    st.lists(
        st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16),
        min_size=1,
        max_size=5,
        unique=True,
    ).map(lambda ids: Awards(ids=tuple(ids))),
    st.builds(
        Badges,
        logins=st.lists(NAMES, min_size=1, max_size=5, unique=True).map(tuple),
        badge=NAMES,
        tier=st.one_of(st.none(), NAMES),
    ),
)


@given(TARGETS, st.text(max_size=80).map(plain), st.sampled_from(["approve", "reject"]))
@settings(max_examples=200, deadline=None)
def test_a_request_is_read_back_from_the_line_that_is_written_for_it(
    target: Target, reason: str, verb: str
) -> None:
    if isinstance(target, Awards):
        # Sixteen digits are rather a number that is too long.
        assume(not any(one.isdigit() for one in target.ids))
    request = Request(verb=verb, target=target, reason=reason)
    (command,) = parse_commands(render(write_request(request)))
    assert read_request(command, ANY) == request


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_is_read_or_refused(words: str) -> None:
    for command in parse_commands(f"/award approve {words}"):
        if command.args:
            with suppress(UserError):
                assert read_request(command, ANY).verb == command.args[0].lower()
