"""A web server that answers as chats do, and keeps what is posted to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Chat:
    """What was posted, and what is answered."""

    status: int = 200
    location: str = ""
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    port: int = 0


@contextmanager
def opened() -> Iterator[Chat]:
    """Serve until the block ends, on a free port."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.posts.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(chat.status)
            if chat.location:
                self.send_header("Location", chat.location)
            self.end_headers()

        def do_GET(self) -> None:
            chat.posts.append((self.path, {}, None))

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    chat.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
