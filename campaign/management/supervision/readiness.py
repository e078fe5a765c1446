"""Whether something answers: a broker, a port, the web. Each asks once, quickly, and returns a plain yes or no."""

import errno
import http.client
import socket
from pathlib import Path

PATIENCE = 2.0  # seconds that one question may take


def valkey_answers(path: Path) -> bool:
    """True when a Valkey (or Redis) on the Unix socket answers PING."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.settimeout(PATIENCE)
            talk.connect(str(path))
            talk.sendall(b"PING\r\n")
            return talk.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def reachable(bind: str) -> str:
    """The address under which this machine reaches what listens on `bind`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(bind, bind)  # noqa: S104 (compared, not bound)


def web_answers(bind: str, port: int) -> bool:
    """True when `/health/live` answers 200. The Host header is one that every installation allows."""
    talk = http.client.HTTPConnection(reachable(bind), port, timeout=PATIENCE)
    try:
        talk.request("GET", "/health/live", headers={"Host": "localhost"})
        return talk.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        talk.close()


def port_is_free(bind: str, port: int) -> bool:
    """True when the web server will be able to listen there; raises OSError where `bind` is no address of ours."""
    family, kind, protocol, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            attempt.bind(address)
            attempt.listen(1)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True
