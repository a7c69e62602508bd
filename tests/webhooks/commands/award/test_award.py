"""Maintainers decide in the digest; of each award is said what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from recognition.awards import award_id
from recognition.kernel.errors import UserError
from tests.recognition.deeds import ANN, BOB, LEE
from tests.recognition.factories import make_actor
from tests.webhooks.commands.award.conftest import DAN, SAM, Review
from tests.webhooks.commands.house import EXAMS, MAINTAINERS
from webhooks.commands import Who, commands
from webhooks.commands.award.contract import award_verbs
from webhooks.commands.award.wording import read_request
from webhooks.grammar import parse_commands
from webhooks.lookups import Known

MAINTAINER = Known(teams=frozenset({MAINTAINERS}))
NOBODY = Known()


def refusal(review: Review, line: str, *, known: Known = MAINTAINER) -> str:
    before = review.states()
    with pytest.raises(UserError) as caught:
        review.say(line, known=known)
    assert review.states() == before
    return str(caught.value)


# --- what waits ---------------------------------------------------------------------------


def test_all_but_one_are_approved_and_the_digest_says_by_whom(review: Review) -> None:
    reply = review.say("/award approve all except 2")
    assert (reply.body, reply.done) == ("", True)
    assert review.states() == "granted proposed granted granted"
    assert review.body.count("| approved by lee |") == 3
    assert review.body.count("- [ ] <!-- recognition:approve:") == 1
    assert "approve 2 (`bob`, Meshery Operator)" in review.body


def test_numbers_and_spans_are_approved_and_announced(review: Review) -> None:
    review.say("/award approve 1 3-4")
    assert review.states() == "granted proposed granted granted"
    assert "**Meshery Operator**" in "".join(review.house.comments(ANN).values())
    assert "**Meshery Operator**" not in "".join(review.house.comments(BOB).values())


def test_a_rejection_keeps_its_reason_and_shows_it_as_plain_words(review: Review) -> None:
    reply = review.say('/award reject 2 reason="one | change, @all: **split** <b>"')
    assert reply.done
    award = review.house.award(review.awards[1])
    assert (award.state, award.reason) == ("rejected", "one | change, @all: **split** <b>")
    assert "rejected by lee: one \\| change, @\u200ball: \\*\\*split\\*\\* \\<b\\>" in review.body


def test_what_is_held_back_is_left_out_of_all_and_can_be_approved_later(review: Review) -> None:
    review.say("/award hold 2 until Sam is back")
    assert review.states() == "proposed held proposed proposed"
    assert "### Held back" in review.body
    assert "held back by lee: until Sam is back" in review.body
    review.say("/award approve all")
    assert review.states() == "granted held granted granted"
    review.say("/award approve 2", by=SAM)
    assert review.states() == "granted granted granted granted"
    assert "approved by sam" in review.body


def test_what_cannot_be_done_does_not_keep_the_rest_from_being_done(review: Review) -> None:
    review.say("/award approve 1")
    reply = review.say("/award approve 1 2 4 9", by=DAN)
    assert review.states() == "granted granted proposed proposed"
    assert not reply.done
    assert reply.body == (
        "@dan, done: 2 (`bob`, Meshery Operator): approved\n\n"
        "not done:\n\n"
        "- 1 (`ann`, Meshery Operator): meshery-operator cannot be approved: it is granted "
        "already\n"
        "- 4 (`dan`, Meshery Operator): meshery-operator is your own award; another maintainer "
        "must decide about it\n"
        "- 9: there is no number 9 in the digest of 2026-W48"
    )


def test_a_slip_in_what_is_to_be_left_out_stops_all_of_it(review: Review) -> None:
    assert refusal(review, "/award approve all except 9") == (
        "there is no number 9 in the digest of 2026-W48"
    )


def test_a_rejection_without_a_reason_is_not_done(review: Review) -> None:
    reply = review.say("/award reject 1 2")
    assert not reply.done
    assert review.states() == "proposed proposed proposed proposed"
    assert reply.body.count("say why; the reason is kept with the award") == 2


def test_where_nothing_waits_all_is_refused(review: Review) -> None:
    review.say("/award approve all")
    assert refusal(review, "/award approve all") == "nothing waits in the digest of 2026-W48"


def test_outside_the_digest_the_newest_is_meant_and_the_answer_says_what_was_done(
    review: Review,
) -> None:
    reply = review.house.ask("/award approve 3", by=LEE, known=MAINTAINER)
    assert review.states() == "proposed proposed granted proposed"
    assert reply.body == "@lee, done: 3 (`cat`, Meshery Operator): approved"
    assert "approved by lee" in review.body


def test_awards_can_be_named_by_person_and_badge_or_by_id(review: Review) -> None:
    review.say("/award approve @bob meshery-operator")
    review.say(f"/award reject {review.awards[2]} reason=no")
    assert review.states() == "proposed granted rejected proposed"
    reply = review.say("/award approve aaaaaaaaaaaaaaaa")
    assert reply.body == "@lee, not done: `aaaaaaaaaaaaaaaa`: there is no such award"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/award approve @bob meshery-operater", "there is no badge 'meshery-operater'"),
        ("/award approve @bob meshery-operator gold", "meshery-operator has no tiers"),
        ("/award revoke @bob meshery golden reason=x", "meshery has no tier 'golden'; it has"),
        ("/award aprove 1", "there is no /award aprove; did you mean 'approve'?"),
        ("/award approve", "say which; try /award approve 1 3-5"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_nearest(
    review: Review, line: str, said: str
) -> None:
    assert refusal(review, line).startswith(said)


def test_a_person_without_the_award_and_one_who_is_unknown_are_told_apart(review: Review) -> None:
    reply = review.say("/award approve @nobody @lee meshery-operator")
    assert "- `nobody`: nobody of that login is known here" in reply.body
    review.house.merge(900, by=LEE)
    reply = review.say("/award approve @lee meshery-operator", by=SAM)
    assert reply.body == ("@sam, not done: `lee`, Meshery Operator: there is no such award")


# --- what somebody has --------------------------------------------------------------------


def test_an_award_is_revoked_with_a_reason_that_stays(review: Review) -> None:
    review.say("/award approve 1")
    reply = review.house.ask(
        '/award revoke @ann meshery-operator reason="not her work"', by=LEE, known=MAINTAINER
    )
    assert reply.body == "@lee, done: `ann`, Meshery Operator: revoked"
    award = review.house.award(review.awards[0])
    assert (award.state, award.reason, award.decided_by) == ("revoked", "not her work", LEE.id)
    assert "revoked by lee: not her work" in review.body


def test_a_tier_must_be_named_where_there_are_several(review: Review) -> None:
    for number in range(300, 330):
        review.house.merge(number, by=ANN, ago=timedelta(days=330 - number))
    reply = review.house.ask("/award revoke @ann meshery reason=x", by=LEE, known=MAINTAINER)
    assert "not done: `ann`, Meshery: say which tier: bronze, silver" in reply.body
    reply = review.house.ask(
        "/award revoke @ann meshery silver reason=x", by=LEE, known=MAINTAINER
    )
    assert reply.body == "@lee, done: `ann`, Meshery (silver): revoked"


def test_a_certification_is_revoked_by_two(review: Review) -> None:
    for exam in EXAMS:
        review.house.pass_exam(exam, by=ANN)
    line = "/award revoke @ann certified-meshery-contributor reason=copied"
    first = review.house.ask(line, by=LEE, known=MAINTAINER)
    name = "`ann`, Certified Meshery Contributor"
    assert first.done
    assert first.body == (
        f"@lee, not decided yet: {name}: 1 of 2 have said so, one more maintainer must too"
    )
    again = review.house.ask(line, by=LEE, known=MAINTAINER)
    assert "you have said already" in again.body
    second = review.house.ask(line, by=SAM, known=MAINTAINER)
    assert second.body == f"@sam, done: {name}: revoked"


def test_a_vote_can_be_taken_back(review: Review) -> None:
    for exam in EXAMS:
        review.house.pass_exam(exam, by=ANN)
    cmc = "@ann certified-meshery-contributor"
    review.house.ask(f"/award revoke {cmc} reason=copied", by=LEE, known=MAINTAINER)
    reply = review.house.ask(f"/award unvote {cmc}", by=LEE, known=MAINTAINER)
    assert reply.body == "@lee, done: `ann`, Certified Meshery Contributor: unvoted"
    reply = review.house.ask(f"/award revoke {cmc} reason=copied", by=SAM, known=MAINTAINER)
    assert "1 of 2 have said so" in reply.body


def test_anybody_disputes_an_award_of_their_own_and_maintainers_decide(review: Review) -> None:
    review.say("/award approve 1")
    reply = review.house.ask(
        '/award dispute meshery-operator reason="that was Bob"', by=ANN, known=NOBODY
    )
    assert reply.body == "@ann, done: `ann`, Meshery Operator: disputed"
    assert review.states() == "disputed proposed proposed proposed"
    assert "### Disputed" in review.body
    review.say("/award uphold 1")
    assert review.states() == "granted proposed proposed proposed"


def test_somebody_else_s_award_is_disputed_by_maintainers_only(review: Review) -> None:
    review.say("/award approve 1")
    line = "/award dispute @ann meshery-operator reason=no"
    reply = review.house.ask(line, by=BOB, known=NOBODY)
    assert "you can dispute your own awards; others are for maintainers" in reply.body
    assert review.house.ask(line, by=LEE, known=MAINTAINER).done


# --- by hand ------------------------------------------------------------------------------

NEW = make_actor(555, login="newcomer")
KNOWS = Known(
    teams=frozenset({MAINTAINERS}),
    accounts={"newcomer": NEW, "bob": BOB, "lee": LEE, "bot": make_actor(9, kind="Bot")},
)


def test_a_badge_is_given_to_people_nobody_has_met_here(review: Review) -> None:
    reply = review.house.ask(
        '/award grant @newcomer @bob review-rockstar silver reason="the hackathon"',
        by=LEE,
        known=KNOWS,
    )
    assert reply.body == (
        "@lee, done:\n\n- `newcomer`, Review Rockstar (silver): approved\n"
        "- `bob`, Review Rockstar (silver): approved"
    )
    award = review.house.award(award_id(NEW.id, "review-rockstar", "silver"))
    assert (award.state, award.reason, award.given_by) == ("granted", "the hackathon", LEE.id)
    assert "given by lee: the hackathon" in review.house.digest()


def test_giving_what_waits_already_approves_it_and_the_rest_is_said(review: Review) -> None:
    reply = review.house.ask(
        "/award grant @Bob @lee @nobody @bot meshery-operator reason=yes", by=LEE, known=KNOWS
    )
    assert review.states() == "proposed granted proposed proposed"
    assert reply.body == (
        "@lee, done: `Bob`, Meshery Operator: approved\n\n"
        "not done:\n\n"
        "- `lee`, Meshery Operator: it would be your own award; another maintainer must give it\n"
        "- `nobody`, Meshery Operator: GitHub has no account of that login\n"
        "- `bot`, Meshery Operator: person-9 is not a person's account"
    )


def test_a_gift_needs_a_reason_and_a_tier_where_there_are_tiers(review: Review) -> None:
    line = "/award grant @newcomer review-rockstar"
    reply = review.house.ask(f"{line} bronze", by=LEE, known=KNOWS)
    assert "say why" in reply.body
    reply = review.house.ask(f"{line} reason=x", by=LEE, known=KNOWS)
    assert "say which tier of review-rockstar: bronze, silver, gold" in reply.body


def test_only_who_is_to_be_given_something_is_looked_up() -> None:
    spec = commands["award"]

    def asks(line: str) -> set[str]:
        return set(spec.logins(parse_commands(line)[0]))

    assert asks("/award grant @ann @bob mentor reason=x") == {"ann", "bob"}
    assert asks("/award revoke @ann mentor reason=x") == set()
    assert asks("/award") == set()


# --- who, and how -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb", [name for name, spec in award_verbs.items() if spec.who is Who.MAINTAINER]
)
def test_whoever_is_in_no_team_decides_nothing(review: Review, verb: str) -> None:
    said = refusal(review, award_verbs[verb].wording.example, known=NOBODY)
    assert said == "only maintainers may do that"


def test_another_teams_badge_is_left_to_it(review: Review) -> None:
    reply = review.say("/award approve 1", known=Known(teams=frozenset({"meshery/other"})))
    assert review.states() == "proposed proposed proposed proposed"
    assert reply.body == (
        "@lee, not done: 1 (`ann`, Meshery Operator): only members of meshery/maintainers "
        "decide about this badge"
    )


def test_the_help_shows_every_verb_to_anybody(review: Review) -> None:
    for line in ("/award", "/award help"):
        body = review.say(line, known=NOBODY).body
        for name in award_verbs:
            assert award_verbs[name].purpose in body
    assert commands["award"].is_open(parse_commands("/award help")[0])


@pytest.mark.parametrize("name", award_verbs)
def test_a_verb_is_declared_with_an_example_that_reads(name: str) -> None:
    declared = award_verbs[name]
    (command,) = parse_commands(declared.wording.example)
    assert read_request(command, declared.wording).verb == name
    assert all(form.startswith(f"/award {name} ") for form in declared.usage)
    assert not declared.purpose.endswith(".")


def test_a_long_list_of_failures_is_cut_to_what_github_takes(review: Review) -> None:
    reply = review.say("/award reject 1-200 reason=" + "x" * 500)
    assert len(reply.body) <= 58_000
    assert not reply.done


def test_before_there_is_a_digest_numbers_mean_nothing(review: Review) -> None:
    with review.house.database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM digest_item")
    with pytest.raises(UserError, match="there is no digest yet"):
        review.house.ask("/award approve 1", by=LEE, known=MAINTAINER)
