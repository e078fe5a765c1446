"""Keys that live in files beside the database, never inside it."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


class KeyFolderError(Exception):
    """The folder of keys can't be read or written; the text names it."""


def make_secret_key() -> str:
    """Fifty random characters and more, for SECRET_KEY."""
    return secrets.token_urlsafe(50)


def make_seal_keys() -> str:
    """One sealing key in the format of SEAL_KEYS: `<id>:<64 bytes, base64>`."""
    return f"{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(64)).decode()}"


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """The text kept at `path`; the first caller makes it, readable by its owner only (0600).

    Two processes that start at once agree: the file is written beside and linked into its place,
    and a link never overwrites.
    """
    try:
        if not path.exists():
            _make(path, make)
        text = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFolderError(f"The key file {path} can't be read: {_reason(error)}.") from error
    if not text:
        raise KeyFolderError(f"The key file {path} is empty. Bring it back from a backup, or remove it on a new site.")
    return text


def _make(path: Path, make: Callable[[], str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())  # a key that seals must not be lost with the power
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise KeyFolderError(f"The key file {path} can't be written: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "it is no text"
