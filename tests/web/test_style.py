"""The stylesheet: what is drawn in a colour of the theme names one that there is."""

import re
from pathlib import Path

import cxzy.web
from cxzy.web.style import stylesheet

ROOM = Path(cxzy.web.__file__).parent
PAGES = ROOM.parents[1] / "pages"


def test_every_variable_that_is_used_is_defined() -> None:
    files = [*ROOM.glob("*.py"), *ROOM.glob("*.js"), *PAGES.glob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    used = set(re.findall(r"var\((--cx-[a-z]+)", code + stylesheet()))
    defined = set(re.findall(r"(--cx-[a-z]+)(?:\s*:|\")", code + stylesheet()))
    assert {"--cx-rise", "--cx-fall", "--cx-soft"} <= used
    assert not used - defined
