"""Send a letter into a chat, by a webhook of Slack's form; Mattermost and others take it too."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from recognition.render.letters import as_mrkdwn
from webhooks.couriers.contract import LetterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webhooks.couriers.contract import Letter

TIMEOUT_SECONDS = 20

MAX_BLOCK = 2_900
"""Slack refuses a text of a block over 3,000 characters."""

MAX_BLOCKS = 45
"""Slack refuses more than 50 blocks."""

TAKEN = range(200, 300)

MAY_PASS = frozenset({408, 425, 429, *range(500, 600)})
"""Answers after which the same letter may be taken later; a redirect is none of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatWay:
    """Posts to one address, and follows no redirect from it.

    Attributes:
        url: The webhook; whoever knows it can post, so it stands in no text of ours.
        name: Under which its letters are kept.
    """

    url: str
    name: str = "chat"

    def send(self, letter: Letter) -> None:
        """Post a letter.

        Raises:
            LetterError: The chat did not take it.
        """
        parts = urlsplit(self.url)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(
                parts.hostname or "",
                parts.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            connection = http.client.HTTPConnection(
                parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS
            )
        try:
            connection.request(
                "POST",
                path,
                body=json.dumps(payload(letter)).encode(),
                headers={"Content-Type": "application/json", "User-Agent": "meshery-recognition"},
            )
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise LetterError(f"no connection to the chat: {type(error).__name__}") from error
        finally:
            connection.close()
        if status not in TAKEN:
            is_final = status not in MAY_PASS
            raise LetterError(f"the chat answered {status}", is_final=is_final)


def payload(letter: Letter) -> dict[str, Any]:
    """Give the body of the request: one line for notifications, and the letter in blocks."""
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}}
        for text in _blocks(as_mrkdwn(letter.body))
    ]
    if len(blocks) > MAX_BLOCKS:
        rest = {"type": "mrkdwn", "text": "_The rest does not fit into a chat._"}
        blocks = [*blocks[:MAX_BLOCKS], {"type": "section", "text": rest}]
    return {"text": letter.title, "blocks": blocks}


def _blocks(text: str) -> Iterator[str]:
    """Cut a text between lines into pieces that fit; a longer line ends where it is full."""
    piece = ""
    for line in text.splitlines():
        short = line[:MAX_BLOCK]
        if piece and len(piece) + 1 + len(short) > MAX_BLOCK:
            yield piece.strip("\n")
            piece = ""
        piece += ("\n" if piece else "") + short
    if piece.strip():
        yield piece.strip("\n")
