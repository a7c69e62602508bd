"""Find links that cannot be right, without following any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exams.lint.contract import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exams.bank import Bank

_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^\s>)]*)|<([a-z][a-z0-9+.-]*://[^\s>]*)>", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.IGNORECASE)


@rule("bad-link", "Write the whole address, https:// and a host's name.")
def bad_link(bank: Bank) -> Iterator[Hit]:
    """Find addresses that lead nowhere."""
    for line, where, address in _addresses(bank):
        if (problem := _problem(address)) is not None:
            yield Hit(line, f"{where}: the link '{address[:80]}' {problem}")


@rule("insecure-link", "Link to the https:// address.")
def insecure_link(bank: Bank) -> Iterator[Hit]:
    """Find addresses whose pages could be changed on their way to the candidate."""
    for line, where, address in _addresses(bank):
        if address.lower().startswith("http://") and _problem(address) is None:
            yield Hit(line, f"{where}: the link '{address[:80]}' is not https")


def _addresses(bank: Bank) -> Iterator[tuple[int, str, str]]:
    """Give line, place and address of every link; code in Markdown holds none."""
    yield from ((1, "description", address) for address in _linked(bank.description))
    for question in bank.pool:
        public = question.public
        texts = [public.text, public.instructions, question.explanation]
        texts += [option.text for option in public.options]
        addresses = [address for text in texts for address in _linked(text)]
        for address in (*addresses, *question.study):
            yield question.line, question.id, address
    for competency in bank.competencies:
        yield from ((1, competency.title, address) for address in competency.study)


def _linked(markdown: str) -> Iterator[str]:
    for match in _LINK.finditer(_CODE.sub("", markdown)):
        yield match[1] if match[2] is None else match[2]


def _problem(address: str) -> str | None:
    """Say why an address cannot be one; `None` where it can."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https"):
        return "does not begin with https://"
    if parts.username is not None:
        return "holds a user name"
    return None if _HOST.fullmatch(host) else "has no host's name"
