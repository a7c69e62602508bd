"""Say what is wrong with a payload that cannot be read."""

from __future__ import annotations

from recognition.kernel.errors import RecognitionError


class PayloadError(RecognitionError):
    """The payload is not JSON, or a field we need is not what GitHub's description says.

    Trying again would not help, so its delivery is set aside for a person.
    """
