"""Errors are said in words, and names from people are never markup."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from cxzy.web.messages import plain


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
@settings(deadline=None)
def test_plain_text_survives_markdown_as_it_is(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse("x" + plain(text) + "x")
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "text_special"}
    assert "".join(child.content for child in inline) == "x" + text + "x"


def test_a_picture_in_a_name_is_not_a_picture() -> None:
    tokens = MarkdownIt().parse(plain("![x](http://evil.example/a.png) **bold** <b>"))
    types = {child.type for token in tokens for child in token.children or []}
    assert types <= {"text", "text_special"}


def said(script: str) -> AppTest:
    return AppTest.from_string("from cxzy.web import messages\n" + script).run()


def test_an_error_of_ours_is_said_with_its_hint() -> None:
    shown = said(
        "from cxzy.core.errors import CxzyError\n"
        "with messages.in_words():\n"
        "    raise CxzyError('No [period] yet.', hint='Add one.')\n"
    )
    assert not shown.exception
    assert "No \\[period\\] yet\\." in shown.error[0].value
    assert "Add one" in shown.error[0].value


def test_any_other_error_is_a_sentence_with_a_number_that_the_log_has(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="cxzy"):
        shown = said("with messages.in_words():\n    raise KeyError('secret column')\n")
    assert not shown.exception
    text = shown.error[0].value
    assert "secret" not in text
    reference = caplog.records[0].args[0]
    assert reference in text
    assert caplog.records[0].exc_info is not None


def test_what_was_kept_is_said_once() -> None:
    app = said(
        "import streamlit as st\n"
        "if 'done' not in st.session_state:\n"
        "    st.session_state.done = True\n"
        "    messages.later('Stored.', link='ranking?a=1', label='See')\n"
        "messages.told()\n"
    )
    assert "Stored" in app.success[0].value
    assert "(ranking?a=1)" in app.success[0].value
    assert not app.run().success
