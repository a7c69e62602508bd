"""The console's page of signals: who may, its words, and dismissing one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from exams.integrity.records import Kind
from exams.integrity.wording import MEANINGS
from recognition.kernel.ids import UserId
from recognition.kernel.web import Visitor
from tests.exams.sittings import EXAM
from tests.recognition.deeds import ANN, LEE
from tests.webhooks.web.test_exam_console import DOMAINS, Console, make_console

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database

PAGE = f"/console/exams/{EXAM}/signals"
JUMPER = UserId(5)


def jumped(console: Console, person: UserId = JUMPER) -> str:
    """Let somebody fail, pass a moment later, and be noticed; gives the signal's id."""
    sittings = console.sittings
    sittings.submit(sittings.start(person).id, person=person)
    attempt = sittings.start(person).id
    sittings.clock.advance(timedelta(minutes=5))
    sittings.submit(attempt, sittings.right_answers(attempt), person=person)
    with sittings.database.writing() as session:
        sittings.service.look_for_signals(session)
        found = sittings.service.exam_signals(session, EXAM, viewer=UserId(0))
    [signal] = [one for one in found if one.kind == Kind.SUDDEN_JUMP]
    return signal.id


@pytest.fixture
def console(database: Database, clock: ManualClock, tmp_path: Path) -> Console:
    made = make_console(database, clock, tmp_path, people=0)
    made.sign_in(Visitor(id=LEE.id, login=LEE.login))
    return made


def test_without_signals_the_page_says_so(console: Console) -> None:
    assert "Nothing was noticed" in console.get(PAGE).text


def test_a_signal_stands_there_with_what_it_means_and_does_not(console: Console) -> None:
    jumped(console)
    text = console.get(PAGE).text
    [meaning] = [one for one in MEANINGS.values() if one.title in text]
    assert meaning.title == "A sudden jump"
    assert meaning.means in text
    assert meaning.means_not in text
    assert "From 0 % to 100 % of the marks." in text
    assert "A signal proves nothing and does nothing." in text
    assert "@ann" in text


def test_it_is_dismissed_with_a_reason_which_then_stands_there(console: Console) -> None:
    signal = jumped(console)
    answer = console.client.post(f"{PAGE}/{signal}", data={"note": "Learnt <b>overnight</b>."})
    assert (answer.status_code, answer.location) == (303, PAGE)
    text = console.get(PAGE).text
    assert "dismissed</span> by @lee" in text
    assert "Learnt &lt;b&gt;overnight&lt;/b&gt;." in text
    assert "<form" not in text.partition("<main")[2]
    again = console.client.post(f"{PAGE}/{signal}", data={"note": "Again."})
    assert again.status_code == 409


def test_the_list_of_exams_counts_what_is_open(console: Console) -> None:
    assert "0 open" in console.get("/console/exams").text
    signal = jumped(console)
    assert "1 open" in console.get("/console/exams").text
    console.client.post(f"{PAGE}/{signal}", data={"note": "They learnt overnight."})
    assert "0 open" in console.get("/console/exams").text


def test_without_a_reason_nothing_is_dismissed(console: Console) -> None:
    signal = jumped(console)
    answer = console.client.post(f"{PAGE}/{signal}", data={"note": "  "})
    assert answer.status_code == 422
    assert "dismissed</span>" not in console.get(PAGE).text


def test_a_form_from_another_site_dismisses_nothing(console: Console) -> None:
    signal = jumped(console)
    answer = console.client.post(
        f"{PAGE}/{signal}", data={"note": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "dismissed</span>" not in console.get(PAGE).text


def test_only_maintainers_see_and_dismiss_signals(console: Console) -> None:
    signal = jumped(console)
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    assert console.get(PAGE).status_code == 403
    assert console.client.post(f"{PAGE}/{signal}", data={"note": "x"}).status_code == 403


def test_where_the_domain_has_a_team_signals_are_for_its_members(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    console = make_console(database, clock, tmp_path, domains=DOMAINS, people=0)
    console.sign_in(Visitor(id=LEE.id, login=LEE.login))
    assert console.get(PAGE).status_code == 403
    console.sign_in(Visitor(id=ANN.id, login=ANN.login))
    assert console.get(PAGE).status_code == 200


def test_a_maintainer_does_not_see_what_is_about_the_own_attempt(console: Console) -> None:
    signal = jumped(console, UserId(LEE.id))
    assert "Nothing was noticed" in console.get(PAGE).text
    assert console.client.post(f"{PAGE}/{signal}", data={"note": "x"}).status_code == 403
