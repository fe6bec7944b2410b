"""Serving processes: what they answer, and what that costs them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hub.config import Config

ROOT = Path(__file__).parent.parent


class Server:
    """A process that serves, with the worker process that does the work."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._begun = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment, "HUB_PORT": str(self.port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def first_answer(self, path: str) -> float:
        """Wait until it answers, and give back the seconds since its start."""
        while self._process.poll() is None:
            try:
                with self.connection() as connection:
                    if connection.get(path)[0] == 200:
                        return time.perf_counter() - self._begun
            except OSError:
                time.sleep(0.005)
        raise RuntimeError(f"the server has ended with {self._process.returncode}")

    @contextmanager
    def connection(self) -> Iterator["Connection"]:
        """A connection that is kept open."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as raw:
            yield Connection(raw)

    def worker(self) -> Path:
        """The folder in /proc of the process that answers."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return Path("/proc") / children[-1]

    def cpu(self) -> float:
        """The seconds of CPU that the answering process has used, over all its threads."""
        tasks = (self.worker() / "task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """The proportional set size of the answering process in MB."""
        rollup = (self.worker() / "smaps_rollup").read_text()
        return int(rollup.split("\nPss:")[1].split()[0]) / 1024

    def stop(self) -> None:
        """End it, and wait for that."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()


class Connection:
    """Requests one after the other over one connection, as cheaply as can be."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._stream = raw.makefile("rb")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers in lower case, and body of one GET."""
        lines = [f"{name}: {value}\r\n" for name, value in (headers or {}).items()]
        self._raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{''.join(lines)}\r\n".encode())
        status = int(self._stream.readline().split()[1])
        found = {}
        while (line := self._stream.readline()) != b"\r\n":
            name, _, value = line.decode().partition(":")
            found[name.lower()] = value.strip()
        if found.get("transfer-encoding") == "chunked":
            return status, found, b"".join(self._chunks())
        return status, found, self._stream.read(0 if status == 304 else int(found.get("content-length", 0)))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._stream.readline(), 16):
            yield self._stream.read(size)
            self._stream.readline()
        self._stream.readline()


@contextmanager
def hub(config: Config) -> Iterator[Server]:
    """`hub serve` for an installation, without the worker for mail and jobs."""
    environment = {
        "HUB_MODE": "demo", "HUB_DATA": str(config.data), "HUB_DATABASE_URL": config.database_url,
        "HUB_SECRET": config.secret, "HUB_WORKER": "no",
    }  # fmt: skip
    with _stopped(Server(["-m", "hub.cli", "serve"], environment)) as server:
        yield server


@contextmanager
def bare(content: Path, headers: Mapping[str, str]) -> Iterator[Server]:
    """A Litestar with one route and nothing else, which returns the bytes of a file with these headers."""
    environment = {"BENCH_FILE": str(content), **{f"BENCH_{name}": value for name, value in headers.items()}}
    with _stopped(Server(["-m", "benchmarks.bare"], environment)) as server:
        yield server


@contextmanager
def _stopped(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.stop()
