"""What stands at the foot of every printed page."""

import re

import pytest

from cxzy.web import improvement_view
from tests.pages.conftest import Visit, words
from tests.services.made_improvement import made, scheme
from tests.services.university import University

PAGES = {
    "overview": {"subject": "member"},
    "ranking": {"subject": "member"},
    "profile": {"subject": "member", "key": "0101000"},
    "grading": {"subject": "member"},
}


def foot(page: str) -> str:
    """Return the words that the stylesheet of a page puts at the foot of its sheets."""
    (content,) = re.findall(r'@bottom-left \{ content: "(.*?)" \}', page)
    return re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), content)


@pytest.mark.parametrize("page", PAGES)
def test_every_foot_names_the_scheme_in_one_way(
    visit: Visit, scored: University, page: str
) -> None:
    said = foot(words(visit(page, **PAGES[page])))
    assert "测评方案：试评 1 · " in said, said


def test_two_schemes_of_one_foot_are_named_together() -> None:
    shown = made({"甲支部": 80}, {"甲支部": 95}, rules=(scheme("1"), scheme("2")))
    assert improvement_view.foot(shown).endswith("测评方案：一会四评 2、一会四评 1")
