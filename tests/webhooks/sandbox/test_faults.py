"""What goes wrong between GitHub and its clients can be made to go wrong here."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from tests.webhooks.sandbox.conftest import Client, Clients
from webhooks.sandbox.records import Fault
from webhooks.sandbox.state import Installation

REPOSITORY = "/repos/acme/anvil"


@pytest.fixture
def bot(clients: Clients, installation: Installation) -> Client:
    del installation
    return clients.installation()


def test_server_errors_come_as_often_as_planned_and_change_nothing(bot: Client) -> None:
    bot.server.faults.fail(2, status=500, method="POST")
    assert bot("GET", REPOSITORY).status_code == 200
    answers = [bot("POST", f"{REPOSITORY}/issues", {"title": "T"}) for _ in range(3)]
    assert [it.status_code for it in answers] == [500, 500, 201]
    assert len(bot.server.world.threads_of("acme/anvil")) == 1
    assert [it.spoiled for it in bot.server.requests()[-3:]] == [True, True, False]


def test_a_secondary_limit_says_when_to_come_back(bot: Client) -> None:
    bot.server.faults.limit(retry_after=timedelta(seconds=60))
    answer = bot("GET", REPOSITORY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (403, "60")
    assert "secondary rate limit" in answer.json()["message"]
    assert bot("GET", REPOSITORY).status_code == 200


def test_a_lost_reply_is_lost_after_the_deed(bot: Client) -> None:
    bot.server.faults.lose_reply(method="POST", path="/issues")
    with pytest.raises(requests.ConnectionError):
        bot("POST", f"{REPOSITORY}/issues", {"title": "Once"})
    threads = bot.server.world.threads_of("acme/anvil")
    assert [it.title for it in threads] == ["Once"]
    assert bot("GET", REPOSITORY).status_code == 200


def test_a_slow_answer_exceeds_the_patience_of_the_client(bot: Client) -> None:
    bot.server.faults.latency = timedelta(seconds=30)
    headers = {"Authorization": bot.authorization}
    with pytest.raises(requests.ReadTimeout):
        requests.get(bot.server.api_url + REPOSITORY, headers=headers, timeout=0.05)
    bot.server.faults.clear()
    assert bot("GET", REPOSITORY).status_code == 200


def test_plans_are_kept_in_order_and_cleared(bot: Client) -> None:
    bot.server.faults.plan(Fault(status=503, path="/labels"))
    bot.server.faults.fail(status=502)
    bot.server.faults.fail(times=5)
    assert bot("GET", REPOSITORY).status_code == 502
    assert bot("GET", f"{REPOSITORY}/labels").status_code == 503
    bot.server.faults.clear()
    assert bot("GET", REPOSITORY).status_code == 200
