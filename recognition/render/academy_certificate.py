"""Give a certification as the `Certificate` of the Meshery Academy's own schema.

Source: `meshery/schemas`, `schemas/constructs/v1beta3/academy/api.yml`. Its ids are UUIDs; ours
are made of the addresses that things have here, so that they stay the same.
"""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from recognition.render.feeds import moment

MONTHS = 12


def certificate_json(
    *,
    address: str,
    public_url: str,
    title: str,
    description: str,
    person_id: int,
    login: str,
    issued_at: datetime,
    expires_at: datetime | None,
) -> dict[str, object]:
    """Give the outside form of a certification.

    Args:
        address: Where the award is shown.
        public_url: Of this server, which issued it.
        title: Its name.
        description: What it says of who holds it.
        person_id: The holder's GitHub account.
        login: Their login, the only name we know.
        issued_at: When it was earned.
        expires_at: From when it is not valid; `None` = never.
    """
    certificate: dict[str, object] = {
        "id": _uuid(address),
        "orgId": _uuid(f"{public_url}/"),
        "title": title,
        "description": description,
        # The schema wants a `url` of each, and has no property of this name.
        "issuingAuthorities": [
            {"name": "Meshery Recognition", "role": "Issuer", "url": public_url}
        ],
        "issuedDate": moment(issued_at),
        "recipientId": _uuid(f"{public_url}/people/{person_id}"),
        "recipientName": login,
    }
    if expires_at is not None:
        certificate["expirationDate"] = moment(expires_at)
        certificate["expiresIn"] = (expires_at.year - issued_at.year) * MONTHS + (
            expires_at.month - issued_at.month
        )
    return certificate


def _uuid(address: str) -> str:
    return str(uuid5(NAMESPACE_URL, address))
