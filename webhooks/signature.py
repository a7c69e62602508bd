"""Tell whether GitHub sent a webhook request, from the raw bytes of its body."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Sequence

VerifiedBody = NewType("VerifiedBody", bytes)
"""A body whose sender knew one of our secrets; only such a body may be stored."""

_PREFIX = b"sha256="
_WELL_FORMED = re.compile(r"sha256=[0-9a-f]{64}", re.ASCII)


def sign(body: bytes, secret: bytes) -> str:
    """Make the value of `X-Hub-Signature-256`, as GitHub does.

    Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    """
    return (_PREFIX + hmac.digest(secret, body, "sha256").hex().encode()).decode()


def is_well_formed(header: str | None) -> bool:
    """Tell whether a header could be a signature at all, so that its body is worth reading.

    GitHub writes lower-case hexadecimal; SHA-1 signatures are not accepted in any form.
    """
    return header is not None and _WELL_FORMED.fullmatch(header) is not None


def verify(body: bytes, header: str | None, secrets: Sequence[bytes]) -> VerifiedBody | None:
    """Check a body against every secret in force.

    All secrets are tried whichever fits, and bytes are compared in constant time, so that the
    time taken tells nobody how near a guess was. Bytes rather than text are compared because
    `hmac.compare_digest` raises on text beyond ASCII, and the header is the sender's to choose.

    Args:
        body: The request's body as it came over the wire; never decoded and encoded again.
        header: The value of `X-Hub-Signature-256`; `None` means the request had none.
        secrets: One, or both while the secret is being rotated.

    Returns:
        The body, now known to be GitHub's, or `None`.
    """
    if header is None:
        return None
    given = header.encode("utf-8", "surrogatepass")
    matches = [
        hmac.compare_digest(_PREFIX + hmac.digest(secret, body, "sha256").hex().encode(), given)
        for secret in secrets
    ]
    return VerifiedBody(body) if any(matches) else None
