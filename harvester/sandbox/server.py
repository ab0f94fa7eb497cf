"""HTTP on loopback: what a client of NCBI sees of the wire. EDGE."""

import gzip
import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harvester.sandbox.alterations import page
from harvester.sandbox.desk import MOST_URL, Desk, flat
from harvester.sandbox.log import Log
from harvester.sandbox.reply import Reply
from harvester.sandbox.routes import place
from harvester.sandbox.wires import CHUNK, WIRES

_PHID = itertools.count(1)


class Server(ThreadingHTTPServer):
    """The listening socket, the desk behind it and the log."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, desk: Desk, log: Log):
        super().__init__(("127.0.0.1", port), Handler)
        self.desk, self.log, self.started = desk, log, time.monotonic()
        self.closing = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away: tests cut connections on purpose."""


class Handler(BaseHTTPRequestHandler):
    """One request: read it, log it, have it answered, send the reply as asked for."""

    protocol_version = "HTTP/1.1"
    wbufsize = CHUNK
    disable_nagle_algorithm = True
    server: Server
    chunked = True

    def do_GET(self) -> None:
        """Answer a GET."""
        arrived = time.monotonic() - self.server.started
        where = urlsplit(self.path)
        if len(self.path) > MOST_URL:
            self.server.log.note(arrived, "GET", place(where.path)[0], {}).status = 414
            self._send(page("414 Request-URI Too Long", 414))
            return
        self._answer(arrived, where.path, where.query)

    def do_HEAD(self) -> None:
        """Answer as a GET, without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Answer a form sent by POST."""
        arrived = time.monotonic() - self.server.started
        where = urlsplit(self.path)
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(
            errors="replace"
        )
        self._answer(arrived, where.path, "&".join(filter(None, (where.query, form))))

    def _answer(self, arrived: float, path: str, query: str) -> None:
        params = flat(parse_qs(query, keep_blank_values=True))
        service, rest = place(path)
        asked = self.server.log.note(arrived, self.command, service, params, rest)
        reply = self.server.desk.answer(asked, params, self.client_address[0])
        asked.status, asked.sent = reply.status, len(reply.body)
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.cut < 0:
            WIRES[reply.wire](self, reply, b"")
            return
        body = reply.body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.type)
        for name, value in {**self._house_headers(), **reply.headers}.items():
            self.send_header(name, value)
        if reply.wire == "gzip_bomb":
            self.send_header("Content-Encoding", "gzip")
        elif (
            body
            and reply.wire != "huge"
            and "ETag" not in reply.headers
            and "gzip" in self.headers.get("Accept-Encoding", "")
        ):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        # S3 says how long an object is; E-utilities never do, and HTTP/1.0 knows no chunks.
        self.chunked = self.request_version != "HTTP/1.0" and "ETag" not in reply.headers
        if self.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif "ETag" in reply.headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        WIRES[reply.wire](self, reply, body)

    @property
    def closing(self) -> threading.Event:
        """Set when the server stops, so that what hangs lets go."""
        return self.server.closing

    def _house_headers(self) -> dict[str, str]:
        number = f"{next(_PHID):016X}"
        return {
            "NCBI-PHID": f"{number}00003533{number[-8:]}.1.1.m_1",
            "NCBI-SID": f"{number}_6028SID",
            "Set-Cookie": f"ncbi_sid={number}_6028SID; domain=.nih.gov; path=/",
            "Cache-Control": "private",
            "Vary": "Accept-Encoding",
            "Connection": "close",
        }

    def version_string(self) -> str:
        """Return what NCBI's front server calls itself."""
        return "Finatra"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error quiet: the log holds it all."""
