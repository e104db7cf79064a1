"""The drawing of the parts of cxzy/sheets in CONTRIBUTING.md names every module, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = {path.stem for path in (ROOT / "cxzy" / "sheets").glob("*.py")} - {"__init__"}
MARGIN, NAMES = 11, 21
"""In which column explanations begin, and in which the modules."""


def named() -> list[str]:
    """Return the modules of the drawing in its order, `child_*` for several."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (drawing,) = re.findall(r"```\n(bytes .*?)\n```", text, re.DOTALL)
    lines = [one for one in drawing.splitlines() if one[:MARGIN].strip() or not one[:NAMES].strip()]
    return [name for line in lines for name in line[NAMES:].split(" · ")]


def meant(name: str) -> set[str]:
    """Return the modules that a name of the drawing stands for."""
    if name.endswith("*"):
        return {module for module in MODULES if module.startswith(name[:-1])}
    return {name} & MODULES


def test_every_module_has_its_place_in_the_drawing() -> None:
    assert len(named()) == len(set(named()))
    assert MODULES - {module for name in named() for module in meant(name)} == set()


def test_the_drawing_names_nothing_that_is_not_there() -> None:
    assert [name for name in named() if not meant(name)] == []
