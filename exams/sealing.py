"""Keep what is secret of a stored question sealed, where the operator has a secret for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from exams.bank import canonical_json
from recognition.kernel.vault import Vault, VaultError

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING = "EXAM_KEYS"

SECRET = ("key", "explanation")
"""What of a question's content tells the answer."""

SEALED = "sealed"
"""Where all of that stands instead."""


def sealed(content: Mapping[str, Any], vault: Vault | None) -> dict[str, Any]:
    """Give the form of a question's content that is stored; without a vault as it is."""
    if vault is None:
        return dict(content)
    secret = {name: content[name] for name in SECRET}
    public = {name: value for name, value in content.items() if name not in SECRET}
    return {**public, SEALED: vault.seal(canonical_json(secret))}


def unsealed(stored: Mapping[str, Any], vault: Vault | None) -> dict[str, Any]:
    """Give the content back, sealed or not.

    Raises:
        VaultError: It is sealed, and there is no vault, or one with other secrets.
    """
    if SEALED not in stored:
        return dict(stored)
    if vault is None:
        raise VaultError(
            f"{SETTING}: stored answer keys are sealed, and it is not set; set it to the secret "
            "they were sealed with. Nothing is lost"
        )
    public = {name: value for name, value in stored.items() if name != SEALED}
    return {**public, **json.loads(vault.open(stored[SEALED]))}
