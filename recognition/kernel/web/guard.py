"""Refuse requests that another site made in the visitor's name, and set the security headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request

from recognition.kernel.errors import ForbiddenError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    # Pico draws its icons as data addresses.
    "img-src 'self' data:; "
    # A form whose visitor's session has run out is answered by a redirect to the sign-in.
    "form-action 'self' {sign_in_origin}; "
    "frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


def refuse_cross_site() -> None:
    """Stop an unsafe request that did not start on a page of ours.

    Browsers say where a request starts (Fetch Metadata); older ones say at least the origin.
    A client that says neither is no browser, and carries nobody's cookies by accident.

    Raises:
        ForbiddenError: The request came from elsewhere.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
        raise ForbiddenError(
            "This form was sent from another site. Open the page here, and retry."
        )
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise ForbiddenError(
            "This form was sent from another site. Open the page here, and retry."
        )


def add_headers(response: Response) -> Response:
    """Set what no page of ours may lack; a view's own header wins."""
    from recognition.kernel.web.base import web  # noqa: PLC0415  # base imports this module

    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    base = web()
    response.headers.setdefault(
        "Content-Security-Policy", POLICY.format(sign_in_origin=base.sign_in_origin)
    )
    if base.is_https:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
        )
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
