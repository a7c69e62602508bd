"""Texts name issues and people the way that GitHub reads them."""

from __future__ import annotations

import pytest

from webhooks.sandbox.git import co_authors
from webhooks.sandbox.links import closing_references


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fixes #7", [("acme/anvil", 7)]),
        ("This closes: #7, resolved #8 and fix #9.", [("acme/anvil", it) for it in (7, 8, 9)]),
        ("CLOSED #7\nand closes #7 again", [("acme/anvil", 7)]),
        ("Resolves acme/hammer#3", [("acme/hammer", 3)]),
        ("fixed https://github.com/acme/hammer/issues/3", [("acme/hammer", 3)]),
        ("See #7, part of #8, prefixes #9", []),
        ("Fixes #7a", []),
        ("", []),
    ],
)
def test_keywords_before_a_number_promise_to_close_it(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert list(closing_references(text, repo="acme/anvil")) == found


def test_trailers_name_co_authors_and_the_accounts_behind_no_reply_addresses() -> None:
    message = (
        "Softer\n\nco-authored-by: Joan Q <12+joan@users.noreply.github.com>\n"
        "Co-authored-by: Zed <zed@example.org>\n"
        "Co-authored-by: Zed again <ZED@example.org>\n"
        "Signed-off-by: Ada <ada@example.org>\n"
    )
    found = [(it.name, it.account_id) for it in co_authors(message)]
    assert found == [("Joan Q", 12), ("Zed again", None)]
