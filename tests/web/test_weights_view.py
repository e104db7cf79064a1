"""Bars of what sources decide: every number is there as text, whatever the bars show."""

import re

import pandas as pd
import pytest

from cxzy.core.language import use_language
from cxzy.web.weights_view import weights_html


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
