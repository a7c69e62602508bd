"""A mail server small enough to read: it speaks SMTP, with TLS and a login, and keeps letters."""

from __future__ import annotations

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


@dataclass
class Mailbox:
    """What the server was told, and how it behaves.

    Attributes:
        received: Recipients and bytes of each message.
        logins: User and password of each login.
        greetings: How often somebody came.
        refuse: By the command that is refused, the answer; `DATA.` is the end of a message.
        refused_recipients: Addresses that are not taken.
        tls: What STARTTLS works with; not offered where there is none.
    """

    received: list[tuple[list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    greetings: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    refused_recipients: set[str] = field(default_factory=set)
    tls: ssl.SSLContext | None = None
    port: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(body, policy=email.policy.default)
            for _to, body in self.received
        ]

    def open(self) -> AbstractContextManager[socketserver.BaseServer]:
        """Serve until the block ends, on a free port."""
        mailbox = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                dialogue = _Dialogue(mailbox, self)
                try:
                    dialogue.run()
                finally:
                    if dialogue.secure is not None:
                        dialogue.secure.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, *_of: object) -> None:
                """Say nothing: a client that turns away is what some tests are about."""

        server = Server(("127.0.0.1", 0), Session)
        self.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return _closing(server)


class _Dialogue:
    """One connection."""

    def __init__(self, mailbox: Mailbox, session: socketserver.StreamRequestHandler) -> None:
        self.mailbox = mailbox
        self.session = session
        self.secure: ssl.SSLSocket | None = None
        self.to: list[str] = []

    def say(self, answer: str) -> None:
        self.session.wfile.write(f"{answer}\r\n".encode())
        self.session.wfile.flush()

    def lines(self) -> Iterator[str]:
        while line := self.session.rfile.readline():
            yield line.decode().rstrip("\r\n")

    def run(self) -> None:
        self.mailbox.greetings += 1
        self.say("220 mailbox")
        for line in self.lines():
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb in self.mailbox.refuse:
                self.say(self.mailbox.refuse[verb])
                continue
            getattr(self, verb.lower())(line)

    def ehlo(self, _line: str) -> None:
        self.say("250-mailbox")
        if self.mailbox.tls is not None and self.secure is None:
            self.say("250-STARTTLS")
        self.say("250 AUTH PLAIN")

    def starttls(self, _line: str) -> None:
        assert self.mailbox.tls is not None
        self.say("220 go ahead")
        secure = self.mailbox.tls.wrap_socket(self.session.connection, server_side=True)
        self.session.rfile = secure.makefile("rb")
        self.session.wfile = secure.makefile("wb")
        self.secure = secure

    def auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.mailbox.logins.append((user, password))
        self.say("235 welcome")

    def mail(self, _line: str) -> None:
        self.say("250 ok")

    def rset(self, _line: str) -> None:
        self.say("250 ok")

    def rcpt(self, line: str) -> None:
        address = line[line.index("<") + 1 : line.index(">")]
        if address in self.mailbox.refused_recipients:
            self.say(f"550 no such user {address}")
            return
        self.to.append(address)
        self.say("250 ok")

    def data(self, _line: str) -> None:
        self.say("354 end with a dot")
        body = b""
        while (line := self.session.rfile.readline()) != b".\r\n":
            body += line.removeprefix(b".") if line.startswith(b"..") else line
        answer = self.mailbox.refuse.get("DATA.")
        if answer is None:
            self.mailbox.received.append((self.to, body))
        self.say(answer or "250 kept")


class _closing:  # noqa: N801  # it is used as a function
    """End a server's loop at the end of a block."""

    def __init__(self, server: socketserver.BaseServer) -> None:
        self.server = server

    def __enter__(self) -> socketserver.BaseServer:
        return self.server

    def __exit__(self, *_exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
