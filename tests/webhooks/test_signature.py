"""Tests of the webhook signature."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.signature import is_well_formed, sign, verify

# GitHub's own example: docs, "Validating webhook deliveries", section "Testing".
VECTOR_SECRET = b"It's a Secret to Everybody"
VECTOR_BODY = b"Hello, World!"
VECTOR = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

HEADERS = st.one_of(st.none(), st.text(), st.from_regex(r"sha256=[0-9a-fA-F]{60,68}"))


def test_github_s_test_vector_verifies() -> None:
    assert verify(VECTOR_BODY, VECTOR, [VECTOR_SECRET]) == VECTOR_BODY
    assert sign(VECTOR_BODY, VECTOR_SECRET) == VECTOR


@given(body=st.binary(max_size=200), secret=st.binary(min_size=1, max_size=80))
@settings(max_examples=50, deadline=None)
def test_what_is_signed_verifies_whatever_the_bytes(body: bytes, secret: bytes) -> None:
    signature = sign(body, secret)
    assert is_well_formed(signature)
    assert verify(body, signature, [secret]) == body


@given(body=st.binary(max_size=200), header=HEADERS)
@settings(max_examples=100, deadline=None)
def test_no_guess_verifies_and_none_raises(body: bytes, header: str | None) -> None:
    assert verify(body, header, [b"secret"]) is None


@pytest.mark.parametrize("position", [0, 1])
def test_each_of_two_live_secrets_verifies(position: int) -> None:
    secrets = [b"the old one", b"the new one"]
    assert verify(VECTOR_BODY, sign(VECTOR_BODY, secrets[position]), secrets) == VECTOR_BODY


def test_a_retired_secret_does_not_verify() -> None:
    assert verify(VECTOR_BODY, sign(VECTOR_BODY, b"the old one"), [b"the new one"]) is None


def test_without_secrets_nothing_verifies() -> None:
    assert verify(VECTOR_BODY, VECTOR, []) is None


def test_one_changed_byte_does_not_verify() -> None:
    assert verify(b"Hello, World?", VECTOR, [VECTOR_SECRET]) is None


def sha1(body: bytes, secret: bytes) -> str:
    return "sha1=" + hmac.new(secret, body, hashlib.sha1).hexdigest()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        sha1(VECTOR_BODY, VECTOR_SECRET),
        VECTOR.removeprefix("sha256="),
        VECTOR.upper(),
        "sha256=" + VECTOR.removeprefix("sha256=").upper(),
        VECTOR[:-1],
        VECTOR + "0",
        VECTOR + "\n",
        " " + VECTOR,
        VECTOR.replace("7", "７", 1),
        "sha256=" + "é" * 64,
        "sha256=" + "\udcff" * 64,
    ],
)
def test_other_forms_do_not_verify(header: str | None) -> None:
    assert not is_well_formed(header)
    assert verify(VECTOR_BODY, header, [VECTOR_SECRET]) is None
