"""Say what was done, where, and where it can be seen, for whoever reads about a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from recognition.facts import Fact
from recognition.rules.wording import noun


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One piece of evidence.

    Attributes:
        what: What was done, such as `Merged pull request`.
        place: Where, such as `meshery/meshery#7`, or in which exam.
        url: Where it can be seen; empty where it cannot.
    """

    what: str
    place: str
    url: str
    at: datetime


def deed_of(fact: Fact) -> Deed:
    """Give a fact as a piece of evidence."""
    what = noun({fact.kind}, 1)
    where = fact.repo.full_name if fact.repo is not None else ""
    number, exam, url = (fact.attrs.get(name) for name in ("number", "exam", "url"))
    place = f"{where}#{number}" if where and number else where or str(exam or "")
    if exam and not url:
        url = f"/exams/{quote(str(exam), safe='')}"
    # Facts are imported from files too: only an address of the web becomes a link.
    is_link = isinstance(url, str) and url.startswith(("https://", "http://", "/exams/"))
    return Deed(
        what=f"{what[:1].upper()}{what[1:]}",
        place=place,
        url=str(url) if is_link else "",
        at=fact.at,
    )
