"""Figures that are tables on the screen: every number is there as text, whatever they show."""

import re

import numpy as np
import pandas as pd
import pytest

from cxzy.charts.theme import DARK, LIGHT, contrast
from cxzy.core.language import use_language
from cxzy.web.drawn_tables import heat_html, sheets_html, weights_html


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def weights(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "published", "effective"])


def bars(html: str) -> list[tuple[float, float, float]]:
    """Left end, width and stroke of each bar, in percent."""
    found = re.findall(r"left:([\d.]+)%;width:([\d.]+)%.*?left:([\d.]+)%", html)
    return [(float(left), float(width), float(stroke)) for left, width, stroke in found]


def test_each_source_has_its_name_and_both_numbers() -> None:
    html = weights_html(weights(("peer", 0.3, 0.4), ("mass", 0.7, 0.6)), about='a "<b>"')
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["Peers", "Masses"]
    assert "<td>30% → <b>40%</b></td>" in html
    assert "<td>70% → <b>60%</b></td>" in html
    assert "<caption>a &quot;&lt;b&gt;&quot;</caption>" in html


def test_bars_begin_at_nought_on_one_axis_that_holds_the_strokes() -> None:
    # the axis ends at 0.7 · 1.05 = 0.735: 0.4 is 54.4 % of it, 0.3 is 40.8 %, 0.6 is 81.6 %
    table = weights(("peer", 0.3, 0.4), ("mass", 0.7, 0.6))
    assert bars(weights_html(table, about="")) == [(0.0, 54.4, 40.8), (0.0, 81.6, 95.2)]


def test_what_goes_against_the_rest_runs_to_the_left_of_nought() -> None:
    # from −0.2 · 1.05 = −0.21 to 1.2 · 1.05 = 1.26 are 1.47: 0 lies at 14.3 %, −0.2 at 0.7 %
    table = weights(("peer", 0.5, -0.2), ("mass", 0.5, 1.2))
    html = weights_html(table, about="")
    assert bars(html) == [(0.7, 13.6, 48.3), (14.3, 81.6, 48.3)]
    assert "−20%" in html


def leads(kind: str, key: str) -> str:
    return f"{kind}/{key}"


def units(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["key", "name", "expected", "standing"])
    return table.assign(kind="organisation")


def test_a_bar_is_as_full_as_sheets_are_in_and_says_what_is_missing() -> None:
    html = sheets_html(
        units(("01", "A & B", 8, 6), ("02", "C", 3, 2), ("03", "D", 1200, 1200)),
        about="",
        link=leads,
    )
    assert re.findall(r'<i style="width:([\d.]+)%', html) == ["75.0", "66.7", "100.0"]
    assert re.findall(r'<span class="cx-(missing|soft)">(.*?)</span>', html) == [
        ("missing", "2 missing"),
        ("missing", "1 missing"),
        ("soft", "1,200 ✓"),
    ]
    assert '<a href="organisation/01">A &amp; B</a>' in html
    assert 'title="A &amp; B: 6 of 8 sheets are in"' in html


def test_of_a_unit_that_owes_nothing_the_bar_is_full() -> None:
    html = sheets_html(units(("01", "A", 0, 0)), about="", link=leads)
    assert "width:100.0%" in html
    assert "0 ✓" in html


CRITERIA = pd.DataFrame(
    {"key": ["01", "02"], "name": ["文学院", "x" * 40], "<德>": [95.0, 75.0], "能": [85.0, np.nan]}
)


def test_every_value_stands_on_its_tint_and_a_blank_is_a_dash() -> None:
    html = heat_html(CRITERIA, about='a "<b>"', link=leads, kind="branch")
    assert re.findall(r'<th scope="col" style="width:50.0%" translate="no">(.*?)</th>', html) == [
        "&lt;德&gt;",
        "能",
    ]
    assert re.findall(r"<td[^>]*>([^<]+)</td>", html) == ["95.0", "85.0", "75.0", "—"]
    assert '<td class="cx-soft">—</td>' in html
    assert "<caption>a &quot;&lt;b&gt;&quot;</caption>" in html


@pytest.mark.parametrize(("place", "tints"), [(0, LIGHT.sequential), (1, DARK.sequential[:8])])
def test_the_highest_stands_out_most_and_all_words_can_be_read(
    place: int, tints: tuple[str, ...]
) -> None:
    html = heat_html(CRITERIA, about="", link=leads, kind="branch")
    pairs = re.findall(
        r"background:light-dark\((.*?), (.*?)\);color:light-dark\((.*?), (.*?)\)", html
    )
    grounds = [pair[place] for pair in pairs]
    assert grounds[0] == tints[-1]
    assert grounds[2] == tints[0]
    assert all(contrast(pair[place + 2], pair[place]) >= 4.5 for pair in pairs)


def test_long_names_are_shortened_and_heard_whole() -> None:
    html = heat_html(CRITERIA, about="", link=leads, kind="branch")
    assert f'<span title="{"x" * 40}"><a href="branch/02">xx' in html
    assert ">" + "x" * 40 not in html


def test_a_table_without_rows_or_values_is_drawn() -> None:
    assert "<tbody></tbody>" in heat_html(CRITERIA.head(0), about="", link=leads, kind="branch")
    nothing = CRITERIA.assign(**{"<德>": np.nan, "能": np.nan})
    assert heat_html(nothing, about="", link=leads, kind="branch").count("—") == 4
    assert "<tbody></tbody>" in sheets_html(units(), about="", link=leads)
