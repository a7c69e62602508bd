from __future__ import annotations

from dataclasses import replace

import pytest

from tests.exams.factories import a_bank, single
from tests.exams.lint.banks import at_line, found, message, spread


@pytest.mark.parametrize(
    "link",
    [
        "[docs](https://)",
        "[docs](docs.meshery.io/concepts)",
        "[docs](https://docs)",
        "[docs](https://docs.meshery.io:port/)",
        "[docs](https://someone@docs.meshery.io/)",
        "[docs](ftp://docs.meshery.io/)",
        "[docs]()",
        "<https://[docs.meshery.io/>",
    ],
)
def test_an_address_that_cannot_be_one_is_told(link: str) -> None:
    bank = a_bank(at_line(single("x", text=f"Read {link}."), 9), *spread(12))
    assert found(bank) == ["bad-link"]
    assert message(bank, "bad-link").startswith("x: the link '")


def test_an_address_without_encryption_is_told() -> None:
    bank = a_bank(single("x", text="Read [it](http://docs.meshery.io/)."), *spread(12))
    assert found(bank) == ["insecure-link"]


@pytest.mark.parametrize(
    "text",
    [
        "Read [docs](https://docs.meshery.io/concepts?a=1#b).",
        "Read <https://docs.meshery.io>.",
        "What listens at http://localhost:9081?",
        "What does `[docs](nowhere)` link to?",
        "What is this?\n\n```\n[docs](nowhere)\n```\n",
        "Which host is in `<https://host>`, and which in a[0](x) `y`?".replace("a[0](x)", "a[0]"),
    ],
)
def test_good_addresses_and_code_are_left_alone(text: str) -> None:
    assert found(a_bank(single("x", text=text), *spread(12))) == []


def test_links_are_looked_for_wherever_a_candidate_reads() -> None:
    broken = "[here](nowhere)"
    question = single("x", texts={"a": f"one {broken}", "b": "two", "c": "the third"})
    public = replace(question.public, instructions=broken)
    bank = a_bank(replace(question, public=public, explanation=broken), *spread(12))
    assert found(replace(bank, description=broken)).count("bad-link") == 4


def test_many_backticks_take_no_time() -> None:
    text = " ".join("`" * n for n in range(400)) + "[" * 50_000
    assert "bad-link" not in found(a_bank(single("x", text=text)))
