from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.kernel.vault import Vault, VaultError

OLD, NEW = b"an old secret of the tests", b"a new secret of the tests"


def vault(*secrets: bytes) -> Vault:
    return Vault("SETTING", secrets)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_and_shows_nothing(text: str) -> None:
    sealed = vault(NEW).seal(text)
    assert vault(NEW).open(sealed) == text
    assert len(text) < 8 or text not in sealed


def test_the_first_secret_seals_and_every_one_opens() -> None:
    before = vault(OLD).seal("x")
    both = vault(NEW, OLD)
    assert both.open(before) == "x"
    assert vault(NEW).open(both.seal("x")) == "x"


@pytest.mark.parametrize("spoil", ["", "x", "é"])
def test_what_does_not_open_is_named_with_the_setting_and_no_secret(spoil: str) -> None:
    sealed = vault(OLD).seal("x")
    for opener, token in ((vault(NEW), sealed), (vault(OLD), sealed[:-4] + spoil)):
        with pytest.raises(VaultError, match=r"^SETTING: none of its secrets") as caught:
            opener.open(token)
        assert "secret of the tests" not in str(caught.value)
    assert repr(vault(OLD)) == "<Vault of SETTING>"
