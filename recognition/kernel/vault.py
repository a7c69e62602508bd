"""Seal what must stay secret in the database, and open it again, also while secrets change."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recognition.kernel.errors import ConfigurationError

KEY_BYTES = 32
_PURPOSE = b"recognition: what is sealed at rest"


class VaultError(ConfigurationError):
    """What is sealed cannot be opened; it is still there, and the right secret opens it."""


class Vault:
    """Seals texts with the first of its secrets, and opens what any of them sealed.

    Args:
        setting: The name of the setting with the secrets, for messages.
        secrets: Long random texts, the newest first; at least one.
    """

    def __init__(self, setting: str, secrets: Sequence[bytes]) -> None:
        self.setting = setting
        self._fernet = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def __repr__(self) -> str:
        return f"<Vault of {self.setting}>"

    def seal(self, text: str) -> str:
        """Give a text in a form that only the secret opens, and that nobody can alter."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Give a sealed text back.

        Raises:
            VaultError: None of the secrets sealed it, or it was altered.
        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise VaultError(
                f"{self.setting}: none of its secrets opens what is stored; add the one it was "
                "sealed with, separated by a comma. Nothing is lost"
            ) from error


def _key(secret: bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE).derive(secret)
    return base64.urlsafe_b64encode(derived)
