"""Long lists, page by page."""

import pandas as pd
import streamlit as st

from cxzy.core.language import _
from cxzy.web import tables

PAGE_SIZE = 50


def paged(results: pd.DataFrame, key: str) -> tuple[slice, int, int]:
    """Return where the page that is chosen stands, its number, and how many pages there are.

    The rows are cut out where they are drawn, which is done once and then replayed.
    """
    pages = max(1, -(-len(results) // PAGE_SIZE))
    page = _page(pages, key)
    return slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), page, pages


def _page(pages: int, key: str) -> int:
    return min(max(1, int(st.session_state.get(key, 1))), pages)


def page_choice(pages: int, key: str) -> None:
    """Draw the choice of the page, where there are several; paper says which one it shows."""
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key=key)
        words = _("Part {part} of {parts} of this list.")
        tables.on_paper(words.format(part=_page(pages, key), parts=pages))
