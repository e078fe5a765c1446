"""A small HTTP client that asks as fast as it is answered, over a few kept-alive connections, in one thread."""

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 4
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
BODILESS = (b" 304 ", b" 204 ")


class WrongAnswer(Exception):
    """The server answered with another status than the one that is measured."""


@dataclass(slots=True)
class Answer:
    """One response."""

    status: int
    head: bytes
    body: bytes


@dataclass(slots=True)
class _Line:
    """One connection, and what has come over it so far."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    wanted: int = 0  # bytes in all; 0 while the head is not complete
    chunked: bool = False


def request(method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request's bytes."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def once(address: str, message: bytes) -> Answer:
    """Ask one thing over a connection of its own."""
    line = _open(address)
    try:
        line.socket.setblocking(True)
        line.socket.sendall(message)
        while not _is_whole(line):
            part = line.socket.recv(1 << 20)
            if not part:
                break
            line.received += part
    finally:
        line.socket.close()
    head, _, body = bytes(line.received).partition(b"\r\n\r\n")
    return Answer(int(head[9:12]), head, body)


def for_seconds(address: str, message: bytes, seconds: float, *, expect: int) -> float:
    """Ask the same again and again; answers per second."""
    until = time.perf_counter() + seconds

    def endlessly() -> Iterator[bytes]:
        while time.perf_counter() < until:
            yield message

    return _run(address, endlessly(), expect)


def for_all(address: str, messages: list[bytes], *, expect: int) -> float:
    """Ask each of these once; answers per second."""
    return _run(address, iter(messages), expect)


def at_once(address: str, messages: list[bytes], *, expect: int) -> list[float]:
    """Send each over a connection of its own, all at the same moment; the seconds that each was waited for."""
    code = f" {expect} ".encode()
    lines = [_open(address) for _ in messages]
    took: list[float] = []
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = time.perf_counter()
        for line, message in zip(lines, messages, strict=True):
            line.socket.sendall(message)
        while len(took) < len(lines):
            for key, _ in selector.select(10) or _none(address):
                line = key.data
                part = line.socket.recv(1 << 20)
                if not part:
                    raise WrongAnswer("the server hung up")
                line.received += part
                if not _is_whole(line):
                    continue
                if code not in line.received[:16]:
                    raise WrongAnswer(bytes(line.received[:2000]).decode(errors="replace"))
                took.append(time.perf_counter() - began)
                selector.unregister(line.socket)
    for line in lines:
        line.socket.close()
    return took


def _run(address: str, messages: Iterator[bytes], expect: int) -> float:
    code = f" {expect} ".encode()
    count = 0
    with selectors.DefaultSelector() as selector:
        lines = [_open(address) for _ in range(CONNECTIONS)]
        began = time.perf_counter()
        waiting = 0
        for line in lines:
            if (message := next(messages, None)) is not None:
                selector.register(line.socket, selectors.EVENT_READ, line)
                line.socket.sendall(message)
                waiting += 1
        while waiting:
            for key, _ in selector.select(10) or _none(address):
                line = key.data
                part = line.socket.recv(1 << 20)
                if not part:
                    raise WrongAnswer("the server hung up")
                line.received += part
                if not _is_whole(line):
                    continue
                if code not in line.received[:16]:
                    raise WrongAnswer(bytes(line.received[:2000]).decode(errors="replace"))
                count += 1
                line.received.clear()
                line.wanted = 0
                if (message := next(messages, None)) is None:
                    waiting -= 1
                    selector.unregister(line.socket)
                else:
                    line.socket.sendall(message)
        took = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return count / took


def _none(address: str) -> list[tuple[selectors.SelectorKey, int]]:
    raise WrongAnswer(f"{address} did not answer within ten seconds")


def _open(address: str) -> _Line:
    parts = urlsplit(address)
    line = _Line(socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10))
    line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _is_whole(line: _Line) -> bool:
    if not line.wanted and not line.chunked:
        end = line.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(line.received[: end + 2])
        if head[8:13] in BODILESS:
            line.wanted = end + 4
        elif match := LENGTH.search(head):
            line.wanted = end + 4 + int(match[1])
        elif CHUNKED.search(head):
            line.chunked = True
        else:
            raise WrongAnswer("an answer without a length")
    if line.chunked:
        whole = line.received.endswith(b"0\r\n\r\n")
        line.chunked = not whole
        return whole
    return len(line.received) >= line.wanted
