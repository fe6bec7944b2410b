"""A serving process: how soon it answers, and how much memory it takes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.installations import ENGINES, installation
from benchmarks.measure import ROUNDS, Figure, median
from hub.config import Config
from hub.demo import fill
from hub.web.state import clock

ROOT = Path(__file__).parent.parent
PAGES = ("/", "/programme", "/sign-in", "/programme?past=1")
VISITS = 50


async def run() -> list[Figure]:
    """Figures of both engines, with the demo community in the database."""
    figures = []
    for engine in ENGINES:
        async with installation(engine) as config:
            await fill(clock())
            starts, sizes = zip(*[_serve(config) for _ in range(ROUNDS)], strict=True)
        figures += [
            Figure(f"{engine}: start of hub serve to the first answer", median(starts), "s", most=2.0),
            Figure(
                f"{engine}: memory of the serving worker after {VISITS * len(PAGES)} pages (PSS)",
                median(sizes),
                "MB",
                most=130,
            ),
        ]
    return figures


def _serve(config: Config) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "HUB_MODE": "demo", "HUB_DATA": str(config.data), "HUB_DATABASE_URL": config.database_url,
        "HUB_PORT": str(port), "HUB_SECRET": config.secret,
    }  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hub.cli", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/health/ready"):
            time.sleep(0.01)
        start = time.perf_counter() - begun
        for page in PAGES * VISITS:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{page}").read()
        return start, _worker_size(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _answers(url: str) -> bool:
    try:
        return bool(urllib.request.urlopen(url).status == 200)
    except OSError:
        return False


def _worker_size(parent: int) -> float:
    """The proportional set size of the largest child, in MB."""
    sizes = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"\nPPid:\t{parent}\n" in (folder / "status").read_text():
                rollup = (folder / "smaps_rollup").read_text()
                sizes.append(int(rollup.split("\nPss:")[1].split()[0]) / 1024)
        except OSError:
            continue
    return max(sizes)
