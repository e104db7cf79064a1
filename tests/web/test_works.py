"""Whoever opens how a number is computed is one click from the work it rests on."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.literature import WORKS, Work, markdown_of, works_in
from cxzy.services import certainty_sentences, improvement_certainty_sentences
from cxzy.web import profile_severity, quality_view, tables, whatif

DOCS = (Path(__file__).parents[2] / "docs" / "how-sure.md").read_text(encoding="utf-8")
WITHOUT_LINK = {"Kenny", "Kish", "Tukey"}  # two books and a manuscript
MORE_AUTHORS = {"Morris", "Wieczorek", "Wright"}  # of works that go by their first
NO_AUTHOR = {"Student"}  # the name of a distribution


@pytest.fixture(autouse=True)
def chinese_afterwards() -> Iterator[None]:
    yield
    use_language(CHINESE)


def method_texts() -> dict[str, tuple[str, ...]]:
    """The texts that say how something is computed, by where they stand."""
    nobody = pd.DataFrame({"verdict": []}, dtype=object)
    return {
        "certainty": certainty_sentences.how_computed(),
        "improvement": improvement_certainty_sentences.computed(nobody),
        "quality": quality_view._method(),
        "severity": profile_severity._computed(),
        "what if": whatif._how_computed(),
    }


def authors_named(text: str) -> set[str]:
    """Capitalised Latin words: in a Chinese text they are people."""
    return set(re.findall(r"(?<![A-Za-z/])[A-Z][a-z]{3,}", text)) - NO_AUTHOR


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs))


def test_every_author_whom_a_chinese_method_text_names_has_a_work() -> None:
    use_language(CHINESE)
    for place, paragraphs in method_texts().items():
        named = set().union(*map(authors_named, paragraphs))
        assert named - MORE_AUTHORS == {work.name for work in works_in(paragraphs)}, place


def test_both_languages_name_the_same_works() -> None:
    use_language(CHINESE)
    chinese = {place: works_in(texts) for place, texts in method_texts().items()}
    use_language(ENGLISH)
    assert {place: works_in(texts) for place, texts in method_texts().items()} == chinese
    assert [work.cited for work in chinese["quality"]] == ["Kish 1965", "Hayes, Krippendorff 2007"]
    assert [work.name for work in chinese["certainty"]] == ["Klein", "Kramer", "Smyth", "Tukey"]


def test_only_books_and_a_manuscript_have_no_link() -> None:
    assert {work.name for work in WORKS if not work.link} == WITHOUT_LINK
    assert all(re.fullmatch(r"https://doi\.org/10\.\d{4}/\S+", w.link) for w in WORKS if w.link)


def test_each_link_opens_a_tab_that_cannot_reach_back() -> None:
    html = tables.explained_html("How", certainty_sentences.how_computed())
    links = Links(html).found
    assert [link["href"] for link in links] == [
        "https://doi.org/10.1111/rssc.12402",
        "https://doi.org/10.2307/3001469",
        "https://doi.org/10.2202/1544-6115.1027",
    ]
    assert all(link["target"] == "_blank" for link in links)
    assert all("noopener" in str(link["rel"]).split() for link in links)
    assert "Tukey 1953: The problem of multiple comparisons</li>" in html


def test_what_names_no_work_has_no_list() -> None:
    assert "cx-works" not in tables.explained_html("How", ["One weight.", "w = D / (D − d)"])
    assert works_in([]) == works_in(["Smythe, Kishi and McKenny"]) == ()


def test_titles_and_addresses_are_escaped() -> None:
    html = tables.works_html([Work("A", "<A>", 1, "<b>&", 'https://x/"><i>')])
    assert "<b>" not in html
    assert "<i>" not in html
    assert Links(html).found[0]["href"] == 'https://x/"><i>'


def test_the_documentation_lists_the_same_works() -> None:
    listed = re.findall(r"^- .+ \d{4}: .+$", DOCS, re.MULTILINE)
    assert listed == [markdown_of(work) for work in WORKS]


def test_every_author_in_the_table_of_formulas_is_in_the_list() -> None:
    table = DOCS.split("| 什么 | 公式 | 出处 |")[1].split("\n\n")[0]
    sources = [line.rsplit("|", 2)[1] for line in table.splitlines()[2:]]
    named = set().union(*map(authors_named, sources)) - MORE_AUTHORS
    assert named == {work.name for work in works_in(sources)}
