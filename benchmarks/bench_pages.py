"""Server time per run of each page, warm and cold, beside a page with one figure and no more.

A server of our own is started on a free port over a filled demo database; a websocket client
speaks Streamlit's protocol to it. Counted is the CPU time of the server process.
"""

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from benchmarks.table import Row

ROOT = Path(__file__).parents[1]
WARM, COLD = "≤ 30 ms", "≤ 300 ms"
RUNS = 25
PLAIN = """\
import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3])), theme=None)
"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        environment = {**os.environ, "CXZY_DATABASE_URL": f"sqlite:///{database}"}
        subprocess.run(
            [sys.executable, "-m", "cxzy", "demo"],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
        plain = Path(folder) / "plain.py"
        plain.write_text(PLAIN, encoding="utf-8")
        with _server(str(plain), environment) as (port, process):
            _cold, peer = asyncio.run(_times(port, process, "", ""))
        made = []
        for name, page, address in _visits(database):
            with _server("app.py", environment) as (port, process):
                cold, warm = asyncio.run(_times(port, process, page, address))
            made.append(_row(f"page {name}, warm", warm, peer, WARM))
            made.append(_row(f"page {name}, cold", cold, peer, COLD))
    return made


def _row(name: str, seconds: float, peer: float, target: str) -> Row:
    return Row.beside(name, seconds, "one Plotly figure, warm", peer, target=target)


def _visits(database: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(database) as connection:
        number = connection.execute("SELECT number FROM member LIMIT 1").fetchone()[0]
        meeting = connection.execute("SELECT max(id) FROM meeting").fetchone()[0]
    return [
        ("ranking of members", "ranking", ""),
        ("ranking of branches", "ranking", "subject=branch"),
        ("ranking under other weights", "ranking", "weights=0-20-60-20"),
        ("profile", "profile", f"subject=member&key={number}"),
        ("upload, all meetings", "upload", ""),
        ("upload, one meeting", "upload", f"meeting={meeting}"),
        ("settings, members", "settings", "part=members"),
    ]


@contextmanager
def _server(script: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Yield port and process id of a server that has just come up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _attempt in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")


async def _times(port: int, process: int, page: str, address: str) -> tuple[float, float]:
    """Return the CPU seconds of a page's first run and the median of those after it.

    Another page was visited before: cold are the caches, not the interpreter.
    """
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as socket_:
        if page:
            await socket_.send(_rerun("settings", "part=periods"))
            await _finished(socket_)
        spent = []
        for _run in range(RUNS + 1):
            before = _cpu(process)
            await socket_.send(_rerun(page, address))
            await _finished(socket_)
            await asyncio.sleep(0.03)
            spent.append(_cpu(process) - before)
    return spent[0], median(spent[1:])


def _rerun(page: str, address: str) -> bytes:
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = address
    return message.SerializeToString()


async def _finished(socket_: object) -> None:
    async for raw in socket_:
        message = ForwardMsg()
        message.ParseFromString(raw)
        if message.WhichOneof("type") == "script_finished":
            return


def _cpu(process: int) -> float:
    """Return the CPU seconds of a whole process, ended threads too, by its own clock (Linux)."""
    return time.clock_gettime((~process << 3) | 2)
