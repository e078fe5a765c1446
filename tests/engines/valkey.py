"""A Valkey that is thrown away after the run, started by the same command as the site's own."""

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from campaign.management.supervision import readiness, valkey
from campaign.management.supervision.processes import end_with_parent


class Valkey:
    """One server on a Unix socket; each test process takes a database of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="campaign-vk-"))
        self.socket = self.folder / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Valkey":
        server = valkey.program()
        assert server is not None, "there is no valkey-server"
        command = valkey.command(server, self.socket, self.folder)
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=end_with_parent)
        until = time.monotonic() + 10
        while not readiness.valkey_answers(self.socket):
            assert time.monotonic() < until, "Valkey does not start"
            time.sleep(0.01)
        return self

    def url(self, database: int = 0) -> str:
        return f"unix://{self.socket}?db={database}"

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
