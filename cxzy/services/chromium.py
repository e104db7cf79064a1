"""A page photographed by the Chromium of this machine: alone, bounded in time, leaving nothing.

The page is a file of our own and may load nothing but Plotly's script, which lies beside it on
the disk; the browser resolves no name and so reaches nobody (docs/decisions/0046-pictures.md).
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from cxzy.core.errors import CxzyError
from cxzy.core.language import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0
"""Seconds that a picture may take, and that one waits for another."""

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""A browser that shows no window, updates nothing and tells nobody."""
_FLAGS = (
    *QUIET,
    "--disable-extensions",
    "--disable-crash-reporter",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
)
_alone = Lock()


class PictureError(CxzyError):
    """A picture could not be made."""

    @classmethod
    def from_absence(cls) -> "PictureError":
        return cls(
            _("No Chromium was found to make pictures with."),
            hint=_("Install chromium, or name it in CXZY_CHROMIUM."),
        )

    @classmethod
    def from_crowd(cls) -> "PictureError":
        return cls(_("Too many pictures are being made at once."), hint=_("Try again in a minute."))

    @classmethod
    def from_failure(cls, seconds: float) -> "PictureError":
        words = _("Chromium made no picture within {seconds:.0f} seconds.")
        return cls(words.format(seconds=seconds), hint=_("Try again in a minute."))


def browser() -> str | None:
    """Return the Chromium of this machine, or the one that CXZY_CHROMIUM names; None for none."""
    named = os.environ.get("CXZY_CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)


def photograph(
    page: str, *, width: int, height: int, scale: float = 2, patience: float = PATIENCE
) -> bytes:
    """Return the PNG of an HTML page, `width` × `height` CSS pixels, each `scale` dots wide.

    One at a time: others wait for at most `patience` seconds. A browser that takes longer than
    that is killed with all its children. Raises PictureError.
    """
    program = browser()
    if program is None:
        raise PictureError.from_absence()
    with _in_turn(patience), TemporaryDirectory(prefix="cxzy-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "page.html").write_text(page, encoding="utf-8")
        sizes = (f"--window-size={width},{height}", f"--force-device-scale-factor={scale}")
        _run((program, *_FLAGS, *sizes, *_places(folder)), patience)
        try:
            return (folder / "picture.png").read_bytes()
        except FileNotFoundError:
            raise PictureError.from_failure(patience) from None


def _places(folder: Path) -> tuple[str, ...]:
    profile, picture = folder / "profile", folder / "picture.png"
    page = (folder / "page.html").as_uri()
    return (f"--user-data-dir={profile}", f"--screenshot={picture}", page)


@contextmanager
def _in_turn(patience: float) -> Iterator[None]:
    if not _alone.acquire(timeout=patience):
        raise PictureError.from_crowd()
    try:
        yield
    finally:
        _alone.release()


def _run(command: tuple[str, ...], patience: float) -> None:
    """Run a browser in a process group of its own, of which nothing is left afterwards."""
    silent = subprocess.DEVNULL
    # what the settings hold, a password of the database among them, is none of its business
    environment = {key: text for key, text in os.environ.items() if not key.startswith("CXZY_")}
    try:
        running = subprocess.Popen(  # noqa: S603 — a program of this machine, and flags of our own
            command,
            stdin=silent,
            stdout=silent,
            stderr=silent,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise PictureError.from_failure(patience) from error
    try:
        running.wait(patience)
    except subprocess.TimeoutExpired:
        raise PictureError.from_failure(patience) from None
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # where all of it has ended by itself
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
