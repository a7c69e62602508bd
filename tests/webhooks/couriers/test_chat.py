"""Tests of webhooks.couriers.chat against a web server that answers as chats do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.recognition.factories import NOON
from tests.webhooks.couriers.chatroom import Chat, opened
from webhooks.couriers import ChatWay, Letter, LetterError
from webhooks.couriers.chat import MAX_BLOCK, MAX_BLOCKS, payload

LETTER = Letter(
    key="2026-W47:chat",
    title="Recognition digest 2026-W47",
    body="# Digest\n\n**1 to review**\n\n- **1** `ann`, [Docs](https://r.example/v/x)",
    written_at=NOON,
)


@pytest.fixture
def chat() -> Iterator[Chat]:
    with opened() as chat:
        yield chat


def way(chat: Chat) -> ChatWay:
    return ChatWay(url=f"http://127.0.0.1:{chat.port}/hooks/secret?thread=1")


def test_the_letter_is_posted_to_the_address_as_it_was_given(chat: Chat) -> None:
    way(chat).send(LETTER)
    [(path, headers, body)] = chat.posts
    assert path == "/hooks/secret?thread=1"
    assert headers["Content-Type"] == "application/json"
    assert body == {
        "text": "Recognition digest 2026-W47",
        "blocks": [
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "*Digest*\n\n*1 to review*\n\n• *1* `ann`, <https://r.example/v/x|Docs>",
                },
            }
        ],
    }


@pytest.mark.parametrize(
    ("status", "is_final"), [(400, True), (404, True), (410, True), (429, False), (503, False)]
)
def test_an_answer_says_whether_it_is_worth_trying_again(
    chat: Chat, status: int, is_final: bool
) -> None:
    chat.status = status
    with pytest.raises(LetterError) as caught:
        way(chat).send(LETTER)
    assert str(caught.value) == f"the chat answered {status}"
    assert caught.value.is_final is is_final


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_nowhere(chat: Chat, status: int) -> None:
    with opened() as inside:
        chat.status, chat.location = status, f"http://127.0.0.1:{inside.port}/admin"
        with pytest.raises(LetterError, match=f"the chat answered {status}") as caught:
            way(chat).send(LETTER)
        assert inside.posts == []
    assert caught.value.is_final
    assert "secret" not in str(caught.value)


def test_a_chat_that_is_not_there_is_tried_again() -> None:
    with opened() as gone:
        pass
    with pytest.raises(LetterError, match="no connection to the chat") as caught:
        way(gone).send(LETTER)
    assert not caught.value.is_final
    assert "secret" not in str(caught.value)


def test_a_long_letter_is_cut_into_blocks_that_fit() -> None:
    lines = "\n".join(f"- **{n}** {'x' * 90}" for n in range(4000))
    body = payload(Letter(key="k", title="t", body=lines + f"\n- {'y' * 9000}", written_at=NOON))
    texts = [block["text"]["text"] for block in body["blocks"]]
    assert len(texts) == MAX_BLOCKS + 1
    assert all(0 < len(text) <= MAX_BLOCK for text in texts)
    assert texts[0].startswith("• *0* ")
    assert texts[1].startswith("• *")
    assert texts[-1] == "_The rest does not fit into a chat._"
