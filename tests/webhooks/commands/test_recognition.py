"""`/recognition`: one comment is enough to be left in peace, to leave, and to come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from recognition.kernel.errors import UserError
from recognition.service.outbox import EffectState
from recognition.service.persons import link
from recognition.store import AccountRow
from tests.recognition.deeds import ANN, BOB, CATALOG
from tests.webhooks.commands.house import House


def account(house: House, number: int) -> AccountRow:
    with house.database.reading() as session:
        return session.get_one(AccountRow, number)


def test_the_help_lists_every_command(house: House) -> None:
    body = house.ask("/recognition").body
    for form in ("/badges LOGIN", "/certify", "/progress", "/recognition optout"):
        assert f"`{form}`" in body


def test_who_mutes_is_counted_and_told_nothing(house: House) -> None:
    house.merge(1)
    before = house.comments()
    assert "no comment announces them" in house.ask("/recognition mute").body
    house.merge(2, ago=timedelta(hours=1))
    assert house.comments() == before
    assert "are announced" in house.ask("/recognition unmute").body
    assert not account(house, ANN.id).muted


@pytest.mark.parametrize("wish", ["mute", "optout"])
def test_an_announcement_that_waits_to_be_posted_is_dropped(house: House, wish: str) -> None:
    house.merge(1)
    (key,) = house.comments()
    assert house.effect(key).state == EffectState.PENDING
    house.ask(f"/recognition {wish}", by=BOB)
    assert house.effect(key).state == EffectState.PENDING
    house.ask(f"/recognition {wish}")
    assert house.effect(key).state == EffectState.CANCELLED


def test_who_leaves_has_no_badges_and_no_progress_to_show(house: House) -> None:
    house.merge(1)
    assert "First Contribution" in house.ask("/badges").body
    assert "`/recognition optin` brings all of it back" in house.ask("/recognition optout").body
    assert "holds no badges yet" in house.ask("/badges").body
    assert "nothing of yours is counted" in house.ask("/progress").body


def test_who_comes_back_finds_what_was_done_meanwhile(house: House) -> None:
    house.ask("/recognition optout")
    house.merge(1)
    assert house.comments() == {}
    assert "welcome back" in house.ask("/recognition optin").body
    assert "First Contribution" in house.ask("/badges").body
    assert house.comments() == {}


@pytest.mark.parametrize(("said", "meant"), [("optuot", "optout"), ("umute", "unmute")])
def test_a_slip_of_the_hand_is_understood(house: House, said: str, meant: str) -> None:
    with pytest.raises(UserError, match=f"did you mean '?{meant}"):
        house.ask(f"/recognition {said}")


def test_what_one_account_says_holds_for_the_other(house: House) -> None:
    house.merge(1)
    house.merge(2, by=BOB)
    with house.database.writing() as session:
        link(session, BOB.id, to=ANN.id, by=ANN.id, catalog=CATALOG, now=house.now)
    house.ask("/recognition mute", by=BOB)
    assert account(house, ANN.id).muted
    house.ask("/recognition optout", by=BOB)
    assert account(house, ANN.id).opted_out
    assert "holds no badges yet" in house.ask("/badges", by=ANN).body
