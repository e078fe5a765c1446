"""Keys are made once, and only their owner reads them."""

import multiprocessing
import os
from pathlib import Path

import pytest

from campaign.lib import keys, sealing


def test_a_key_is_made_once_and_then_read(tmp_path: Path) -> None:
    place = tmp_path / "keys" / "secret_key"
    made = keys.read_or_make(place, keys.make_secret_key)
    assert len(made) >= 50
    assert keys.read_or_make(place, lambda: pytest.fail("made anew")) == made
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in place.parent.iterdir()] == ["secret_key"], "no draft stays"


def test_made_seal_keys_can_be_used() -> None:
    assert len(sealing.parse_keys(f"{keys.make_seal_keys()},{keys.make_seal_keys()}")) == 2


def _make(place: str) -> str:
    return keys.read_or_make(Path(place), keys.make_secret_key)


def test_those_who_start_at_once_agree(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        made = pool.map(_make, [str(tmp_path / "keys" / "secret_key")] * 8)
    assert len(set(made)) == 1


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(keys.KeyFolderError, match=r"secret_key.*is empty"):
        keys.read_or_make(tmp_path / "secret_key", keys.make_secret_key)


@pytest.mark.parametrize("obstacle", ["a file where the folder should be", "a folder where the file should be"])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, obstacle: str) -> None:
    place = tmp_path / "keys" / "secret_key"
    if obstacle.startswith("a file"):
        (tmp_path / "keys").write_text("")
    else:
        place.mkdir(parents=True)
    with pytest.raises(keys.KeyFolderError, match=str(place)):
        keys.read_or_make(place, keys.make_secret_key)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(keys.KeyFolderError, match="can't be written"):
        keys.read_or_make(tmp_path / "keys" / "secret_key", keys.make_secret_key)
