"""The Wi-Fi of a hotel between a browser and the portal: while it is captive it answers 200 with a page of its own."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PAGE = b"<!doctype html><title>Wi-Fi Hotel</title><h1>Masuk ke Wi-Fi hotel</h1>"
BETWEEN = {"connection", "transfer-encoding", "keep-alive"}


class Hotel(ThreadingHTTPServer):
    """`address` leads to the portal through the hotel."""

    daemon_threads = True

    def __init__(self, portal: str) -> None:
        super().__init__(("127.0.0.1", 0), Guest)
        self.portal = urlsplit(portal).netloc
        self.captive = False
        self.swallowed: list[str] = []  # what the hotel has answered itself
        self.address = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Guest(BaseHTTPRequestHandler):
    """One request, passed on or swallowed."""

    server: Hotel

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.captive:
            self.server.swallowed.append(f"{self.command} {self.path}")
            return self._answer(200, [("Content-Type", "text/html")], PAGE)
        portal = http.client.HTTPConnection(self.server.portal, timeout=60)
        try:
            portal.request(self.command, self.path, body, dict(self.headers))
            answer = portal.getresponse()
            self._answer(answer.status, answer.getheaders(), answer.read())
        finally:
            portal.close()

    do_POST = do_GET  # noqa: N815

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {*BETWEEN, "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is to be read in the output of the tests."""
