"""The virus scanner: one question to clamd over its socket. Our own, since the protocol is three lines long."""

import socket
import struct
from typing import BinaryIO

PIECE = 64 * 1024
ANSWER = 4096


class NoAnswer(Exception):
    """The scanner is down, refuses, or does not finish: nothing is known of the file."""


def found_in(file: BinaryIO, address: str, *, seconds: float = 30) -> str:
    """The name of what clamd finds in the file, or an empty string for a clean one.

    `address` is the path of a unix socket or `host:port`. Raises NoAnswer for everything but a plain verdict.
    """
    file.seek(0)
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < ANSWER:
                more = connection.recv(ANSWER)
                if not more:
                    break
                answer += more
    except (OSError, ValueError) as error:
        raise NoAnswer(str(error)) from error
    words = answer.rstrip(b"\0").decode("utf-8", "replace")
    if words == "stream: OK":
        return ""
    if words.startswith("stream: ") and words.endswith(" FOUND"):
        return words[len("stream: ") : -len(" FOUND")]
    raise NoAnswer(words or "no answer")


def _connected(address: str, seconds: float) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(seconds)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection
