"""A server of our own over the large university, and a client that speaks Streamlit's protocol."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from sqlalchemy import Connection
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.large import fill_large
from cxzy.core.vocabulary import SubjectKind, UnitLevel
from cxzy.services.acceptance import bring_back, withdraw
from cxzy.services.actors import demo_office
from cxzy.store.database import open_database, reading
from cxzy.store.meetings import meetings
from cxzy.store.members import members
from cxzy.store.periods import periods
from cxzy.store.sheets import sheets
from cxzy.store.units import units

ROOT = Path(__file__).parents[1]
PLAIN = """\
import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3])), theme=None)
"""
ENDS_WITHIN = 200
"""Bytes that the message of a finished run has at most; larger ones need not be unpacked."""

_LED_ON = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
"""What a run says that led to another page: it goes on there."""


@dataclass(frozen=True)
class University:
    """A filled database and what its pages can be asked for; `folder` holds whatever is made."""

    folder: Path
    environment: dict[str, str]
    newest: str
    """The key of the newest period."""
    organisations: tuple[str, ...]
    branches: tuple[str, ...]
    members: tuple[str, ...]
    meetings: tuple[int, ...]
    sheets: Mapping[SubjectKind, int]
    """One sheet of the newest period, by whom it assesses."""


@contextmanager
def large_university() -> Iterator[University]:
    """Yield the large university, which is gone with the block."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'large.db'}"
        engine = open_database(url)
        fill_large(engine)
        with reading(engine) as connection:
            known = units(connection)
            filled = University(
                folder=Path(folder),
                environment={**os.environ, "CXZY_DATABASE_URL": url},
                newest=periods(connection)[0].key,
                organisations=tuple(u.code for u in known if u.level == UnitLevel.ORGANISATION),
                branches=tuple(u.code for u in known if u.level == UnitLevel.BRANCH),
                members=tuple(member.number for member in members(connection)),
                meetings=tuple(m.id for m in meetings(connection, subject=SubjectKind.MEMBER)),
                sheets={one: _one_sheet(connection, one) for one in SubjectKind},
            )
        engine.dispose()
        yield filled


def _one_sheet(connection: Connection, subject: SubjectKind) -> int:
    newest = periods(connection)[0]
    held = meetings(connection, period_id=newest.id, subject=subject)
    standing = [sheet for sheet in sheets(connection) if sheet.meeting_id == held[-1].id]
    return standing[0].id


def change_and_back(university: University, subject: SubjectKind) -> Generator[None]:
    """Withdraw a sheet of the newest period, bring it back, and so on: a step is a change."""
    engine = open_database(university.environment["CXZY_DATABASE_URL"])
    sheet = university.sheets[subject]
    try:
        for change in cycle((withdraw, bring_back)):
            change(engine, demo_office(), sheet)
            yield
    finally:
        engine.dispose()


def plain_page(folder: Path) -> str:
    """Return the script of a page with one figure and nothing else."""
    script = folder / "plain.py"
    script.write_text(PLAIN, encoding="utf-8")
    return str(script)


@contextmanager
def server(script: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
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


def session(port: int) -> AbstractAsyncContextManager[ClientConnection]:
    """Return the connection of one visitor."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


async def visit(visitor: ClientConnection, page: str, address: str) -> None:
    """Ask for a page and wait until its script has finished."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = address
    await visitor.send(message.SerializeToString())
    async for raw in visitor:
        if len(raw) > ENDS_WITHIN:
            continue
        answer = ForwardMsg()
        answer.ParseFromString(raw)
        if answer.WhichOneof("type") == "script_finished" and answer.script_finished != _LED_ON:
            return


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds of a whole process, ended threads too, by its own clock (Linux)."""
    return time.clock_gettime((~process << 3) | 2)


def resident_megabytes(process: int) -> float:
    """Return how much memory a process holds (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
