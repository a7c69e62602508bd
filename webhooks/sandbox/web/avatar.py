"""Draw an avatar: initials on a colour that an account keeps when it is renamed."""

from __future__ import annotations

from html import escape

from webhooks.sandbox.state import Account, AccountType

# Dark enough that white letters stand out (4.5 to 1 and better).
_COLOURS = ("#0969da", "#1a7f37", "#8250df", "#bc4c00", "#bf3989", "#0b7285", "#57606a", "#953800")


def avatar(account: Account) -> str:
    """Give an SVG of 80 by 80: round for people, square for organizations, eyes for bots."""
    colour = _COLOURS[account.id % len(_COLOURS)]
    corner = 40 if account.type is AccountType.USER else 14
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" width="80" height="80" '
        f'role="img" aria-label="{escape(account.login)}">'
        f'<rect width="80" height="80" rx="{corner}" fill="{colour}"/>{_face(account)}</svg>'
    )


def initials(account: Account) -> str:
    """Give one or two capital letters for a name."""
    words = (account.name or account.login.replace("-", " ")).split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


def _face(account: Account) -> str:
    if account.type is AccountType.BOT:
        return (
            '<g fill="#fff"><rect x="18" y="28" width="44" height="32" rx="9"/>'
            '<rect x="38" y="16" width="4" height="12"/><circle cx="40" cy="15" r="5"/></g>'
            '<g fill="#1f2328"><circle cx="31" cy="43" r="5"/><circle cx="49" cy="43" r="5"/></g>'
        )
    return (
        '<text x="40" y="51" text-anchor="middle" font-size="31" font-weight="600" fill="#fff" '
        f'font-family="system-ui, sans-serif">{escape(initials(account))}</text>'
    )
