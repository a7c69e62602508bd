"""Bring the digest to maintainers who do not watch its issue: by e-mail, and into a chat."""

from __future__ import annotations

from webhooks.couriers.chat import ChatWay
from webhooks.couriers.contract import Letter, LetterError, Way
from webhooks.couriers.courier import Courier, courier_of, post
from webhooks.couriers.mail import MailWay

__all__ = ["ChatWay", "Courier", "Letter", "LetterError", "MailWay", "Way", "courier_of", "post"]
