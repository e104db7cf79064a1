"""The whole import of the usual workbook, stored, beside others that only read or load it.

Check and accept through the services of the pages, on SQLite with `synchronous = FULL`: the
bytes, the ratings as Parquet, the facets and the audit record in one transaction. Each run has
a meeting of its own, so that nothing is in already. The folder is the workbooks of several
meetings in one call, as the office imports what has come in; the other batch is two secretaries
who hand in at once. Both times are per workbook. The demo is filled once, for its rate.
"""

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import fastexcel
import pandas as pd
from openpyxl import load_workbook
from sqlalchemy import Engine

from benchmarks.bench_import import MEMBERS, usual_workbook
from benchmarks.table import Row, medians
from cxzy.core.garbage import leave_alone_what_is_loaded
from cxzy.core.vocabulary import MemberType, UnitKind, UnitLevel
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.actors import demo_office
from cxzy.services.demo import fill_demo
from cxzy.services.mass_import import import_workbooks
from cxzy.services.upload import check_files
from cxzy.store import members as member_store
from cxzy.store.database import open_database, writing
from cxzy.store.records import Member

ROUNDS, BATCH, FOLDER, SECRETARIES = 12, 8, 60, 2
OFFICE = demo_office()
SCHEME = 'name = "一会四评"\nversion = "1"\ngates = []\nquotas = []\n'


def rows() -> list[Row]:
    content = usual_workbook()
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        meetings = _meetings(engine)
        made = iter([_made_for(content, next(meetings)) for _one in range((ROUNDS + 1) * FOLDER)])

        def stored() -> object:
            files = [("usual.xlsx", content)]
            preview = check_files(engine, OFFICE, next(meetings), files)
            return accept(engine, OFFICE, preview)

        def folder_stored() -> object:
            files = [next(made) for _one in range(FOLDER)]
            return [one.accepted for one in import_workbooks(engine, OFFICE, files) if one.whole]

        def openpyxl_reads() -> object:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return pd.read_excel(BytesIO(content), sheet_name=None, engine="openpyxl")

        def fastexcel_loads() -> object:
            reader = fastexcel.read_excel(content)
            return [reader.load_sheet(name) for name in reader.sheet_names]

        def batch() -> object:
            with ThreadPoolExecutor(SECRETARIES) as secretaries:
                return list(secretaries.map(lambda _one: stored(), range(BATCH)))

        leave_alone_what_is_loaded()  # as the application does, and a command before a folder
        times = medians(
            {
                "ours": stored,
                "folder": folder_stored,
                "batch": batch,
                "openpyxl": openpyxl_reads,
                "fastexcel": fastexcel_loads,
            },
            rounds=ROUNDS,
        )
        engine.dispose()
        demo = _demo_seconds(Path(folder))
    name, ours = "read, understand, check and store one workbook", times["ours"]
    whole = times["folder"] / FOLDER
    together, each = f"the same, {SECRETARIES} at a time, each", times["batch"] / BATCH
    slow, quick = "pandas+openpyxl, reading only", "fastexcel, loading only"
    filled = f"the demo's 136 in {demo:.1f} s, drawing included"
    return [
        Row.beside(name, ours, slow, times["openpyxl"], target="none", note=filled),
        Row.beside(name, ours, quick, times["fastexcel"], target="≤ 2 later"),
        Row.beside(f"the same, a folder of {FOLDER} meetings, each", whole, slow,
                   times["openpyxl"], target="≤ 0.10", note=f"{1 / whole:.0f} workbooks a second"),
        Row.beside(together, each, slow, times["openpyxl"],
                   target="none", note=f"{1 / each:.0f} workbooks a second"),
        Row.beside(together, each, quick, times["fastexcel"], target="≤ 2 later"),
    ]  # fmt: skip


def _meetings(engine: Engine) -> Iterator[int]:
    """Yield meetings of one branch, each in a period of its own, not yet held."""
    unit = campaign.add_unit(
        engine, OFFICE, code="1", name="支部", level=UnitLevel.BRANCH, kind=UnitKind.STAFF
    )
    with writing(engine) as connection:
        member_store.add_members(
            connection,
            [
                Member(0, f"{place:06d}", name, unit.id, MemberType.FORMAL)
                for place, name in enumerate(MEMBERS, 1)
            ],
        )
    scheme = campaign.add_scheme(engine, OFFICE, SCHEME)
    day = date(2012, 6, 17)
    periods = [
        campaign.add_period(engine, OFFICE, key=str(key), name=str(key), starts=day, ends=day)
        for key in range((ROUNDS + 1) * (BATCH + FOLDER + 1))
    ]
    held = [
        campaign.add_meeting(
            engine, OFFICE, period_id=period.id, unit_id=unit.id, scheme_id=scheme.id
        ).id
        for period in periods
    ]
    return iter(held)  # next() of a list's iterator is safe among threads


def _made_for(content: bytes, meeting: int) -> tuple[str, bytes]:
    """Return the workbook with the number of a meeting in its properties."""
    book, target = load_workbook(BytesIO(content)), BytesIO()
    book.properties.keywords = f"cxzy meeting={meeting}"
    book.save(target)
    return f"{meeting}.xlsx", target.getvalue()


def _demo_seconds(folder: Path) -> float:
    engine = open_database(f"sqlite:///{folder / 'demo.db'}")
    started = perf_counter()
    fill_demo(engine)
    engine.dispose()
    return perf_counter() - started
