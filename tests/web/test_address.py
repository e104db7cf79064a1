"""Choices live in the address: links reproduce them, nonsense falls back, pages share some."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from cxzy.web import address

page = st.query_params.get("page", "one")
address.restore(page)
picked = address.select(
    "unit", "Unit", ["", "a", "b"], key="filters.unit", text=lambda code: code.upper() or "All"
)
st.markdown(f"picked={picked}")
st.markdown("href=" + address.href("profile", key="0 1"))
address.remember()
"""


def app(**params: str) -> AppTest:
    shown = AppTest.from_string(SCRIPT)
    for name, value in params.items():
        shown.query_params[name] = value
    return shown.run()


def test_the_first_option_is_the_default_and_stays_out_of_the_address() -> None:
    shown = app()
    assert shown.markdown[0].value == "picked="
    assert "unit" not in shown.query_params


def test_a_choice_goes_into_the_address_and_back_out() -> None:
    shown = app()
    shown.selectbox(key="filters.unit").select("a").run()
    assert shown.query_params["unit"] == "a"
    assert shown.markdown[0].value == "picked=a"
    shown.selectbox(key="filters.unit").select("").run()
    assert "unit" not in shown.query_params


def test_a_link_shows_what_it_names() -> None:
    assert app(unit="b").markdown[0].value == "picked=b"


def test_what_no_option_knows_counts_as_the_default() -> None:
    assert app(unit="../../etc").markdown[0].value == "picked="


def test_going_back_in_the_browser_changes_the_choice() -> None:
    shown = app(unit="b")
    shown.query_params["unit"] = "a"
    assert shown.run().markdown[0].value == "picked=a"


def test_shared_choices_stay_over_a_change_of_page() -> None:
    shown = app(unit="b")
    del shown.query_params["unit"]
    shown.query_params["page"] = "two"
    shown.run()
    assert shown.markdown[0].value == "picked=b"
    assert shown.query_params["unit"] == "b"


def test_on_the_same_page_the_address_is_the_truth() -> None:
    shown = app(unit="b")
    del shown.query_params["unit"]
    assert shown.run().markdown[0].value == "picked="


def test_links_keep_the_shared_choices_and_quote_the_rest() -> None:
    assert app(unit="b", other="x").markdown[1].value == "href=profile?unit=b&key=0+1"


def test_options_that_read_the_same_are_told_apart_by_their_code() -> None:
    shown = AppTest.from_string(
        "from cxzy.web import address\n"
        "address.select('u', 'U', ['a', 'b', 'c'], key='u',"
        " text=lambda code: 'same' if code < 'c' else 'other')\n"
    ).run()
    assert shown.selectbox(key="u").options == ["same (a)", "same (b)", "other"]


def test_options_made_once_are_picked_like_a_list_of_them() -> None:
    shown = AppTest.from_string(
        "import streamlit as st\n"
        "from cxzy.web import address\n"
        "kept = address.options(['', 'a', 'b'], text=lambda code: code.upper() or 'All')\n"
        "st.markdown('picked=' + address.pick('unit', 'Unit', kept, key='u'))\n"
    )
    shown.query_params["unit"] = "b"
    shown.run()
    assert shown.markdown[0].value == "picked=b"
    assert shown.selectbox(key="u").options == ["All", "A", "B"]
    shown.selectbox(key="u").select("").run()
    assert "unit" not in shown.query_params


def test_what_a_run_writes_into_the_address_it_reads_back() -> None:
    shown = AppTest.from_string(
        "import streamlit as st\n"
        "from cxzy.web import address\n"
        "before = address.chosen('unit')\n"
        "address.choose('unit', 'b')\n"
        "st.markdown(before + address.chosen('unit') + address.here(lang='en'))\n"
        "address.choose('unit', '')\n"
        "st.markdown(address.chosen('unit') + address.here(lang='en'))\n"
    )
    shown.query_params["unit"] = "a"
    shown.run()
    assert [one.value for one in shown.markdown] == ["ab?unit=b&lang=en", "?lang=en"]
