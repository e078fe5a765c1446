"""A mail server that is quicker than any client and does what a test tells it to: pipelining, delays, silence.

In a test it is a thread (`listening`); for the bench it is a process of its own (`python -m` and a port). It writes
"<recipient> <Message-ID>" for each letter that it accepted into `log`, before it says so, so that a client that is
killed can be held against what the server knows.
"""

import re
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Manners:
    """How the server behaves. `at_end[n]` is what it does with the n-th letter (from 0) when it has all of it."""

    pipelining: bool = True
    lax: bool = False  # says 354 to DATA although nobody was named, as RFC 2920 allows
    delay: float = 0.0  # seconds before it says that it has a letter
    answers: dict[str, str] = field(default_factory=dict)  # command verb or recipient → answer in place of 250
    at_end: dict[int, str] = field(default_factory=dict)  # "drop": accept and hang up without a word; or an answer
    log: Path | None = None


@dataclass
class QuickSink:
    """What arrived: (recipient, bytes as sent, dot-stuffing included)."""

    manners: Manners
    port: int = 0
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    seen: int = 0
    commands: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.letters]


class Talk:
    """One connection."""

    def __init__(self, peer: socket.socket, sink: QuickSink, *, keep: bool) -> None:
        self.peer, self.sink, self.keep = peer, sink, keep
        self.buffer = b""
        self.answers: list[str] = []
        self.recipient = ""

    def run(self) -> None:
        self.sink.connections += 1
        self.say("220 quick")
        self.flush()
        with suppress(OSError, EOFError):
            while self.obey(self.line()):
                pass
        with suppress(OSError):
            self.flush()
        self.peer.close()

    def obey(self, line: bytes) -> bool:
        """Answer one command; False ends the talk."""
        if self.keep:
            self.sink.commands.append(line)
        verb, manners = line[:4].upper().decode("ascii", "replace").strip(), self.sink.manners
        if verb == "EHLO":
            self.say(
                "250-quick\r\n250-PIPELINING\r\n250 8BITMIME" if manners.pipelining else "250-quick\r\n250 8BITMIME"
            )
        elif verb == "RCPT" and "MAIL" in manners.answers:
            self.say("503 who are you")
        elif verb == "RCPT":
            address = line[line.index(b"<") + 1 : line.index(b">")].decode()
            answer = manners.answers.get(address, "250 OK")
            self.recipient = address if answer.startswith("2") else ""
            self.say(answer)
        elif verb == "DATA" and not self.recipient and not manners.lax:
            self.say("554 no recipient")
        elif verb == "DATA" and verb not in manners.answers:
            self.say("354 go on")
            self.flush()
            self.buffer = b"\r\n" + self.buffer  # so that a letter of nothing ends as others do
            letter = self.until(b"\r\n.\r\n")[2:]
            if self.recipient:
                return self.take(letter)
            assert not letter, "a letter for nobody"
            self.say("554 no recipient")
        else:
            self.say(manners.answers.get(verb, "221 bye" if verb == "QUIT" else "250 OK"))
        return verb != "QUIT" and not (self.answers and self.answers[-1].startswith("421"))

    def take(self, letter: bytes) -> bool:
        number, manners = self.sink.seen, self.sink.manners
        self.sink.seen += 1
        if manners.delay:
            time.sleep(manners.delay)
        answer = manners.at_end.get(number, "250 OK")
        if answer == "drop" or answer.startswith("2"):
            if self.keep:
                self.sink.letters.append((self.recipient, letter))
            if manners.log:
                name = re.search(rb"^Message-ID: (\S+)", letter, re.MULTILINE)
                with manners.log.open("a") as log:
                    log.write(f"{self.recipient} {name.group(1).decode() if name else '-'}\n")
        self.recipient = ""
        if answer != "drop":
            self.say(answer)
        return answer != "drop" and not answer.startswith("421")

    def line(self) -> bytes:
        return self.until(b"\r\n")

    def until(self, end: bytes) -> bytes:
        while (found := self.buffer.find(end)) < 0:
            self.flush()
            more = self.peer.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        piece, self.buffer = self.buffer[:found], self.buffer[found + len(end) :]
        return piece

    def say(self, answer: str) -> None:
        self.answers.append(answer + "\r\n")

    def flush(self) -> None:
        if self.answers:
            self.peer.sendall("".join(self.answers).encode())
            self.answers = []


def serve(listener: socket.socket, sink: QuickSink, *, keep: bool) -> None:
    with suppress(OSError):
        while True:
            peer, _ = listener.accept()
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=Talk(peer, sink, keep=keep).run, daemon=True).start()


@contextmanager
def listening(manners: Manners | None = None) -> Iterator[QuickSink]:
    """A server on a free port, until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    sink = QuickSink(manners or Manners(), listener.getsockname()[1])
    threading.Thread(target=serve, args=(listener, sink), kwargs={"keep": True}, daemon=True).start()
    try:
        yield sink
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


if __name__ == "__main__":
    serve(socket.create_server(("127.0.0.1", int(sys.argv[1]))), QuickSink(Manners()), keep=False)
