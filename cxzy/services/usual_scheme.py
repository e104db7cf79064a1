"""The scheme that a first one of one's own can begin from."""

from pathlib import Path

_FILE = Path(__file__).parents[2] / "data" / "schemes" / "default.toml"


def usual_scheme() -> str:
    """Return its text, TOML with a word on where it comes from."""
    return _FILE.read_text(encoding="utf-8")
