"""The router: every run passes here, chooses language and look, and then shows one page."""

from html import escape

import streamlit as st

from cxzy.core.language import _
from cxzy.services.actors import shown_name
from cxzy.web import address, links, messages, navigation, session
from cxzy.web.turns import turns


def _sidebar_foot() -> None:
    st.sidebar.html(session.language_switch())


def _demo_line() -> None:
    """Say above every page that this is the demo, who one is in it, and who can reach it."""
    words = _("You are signed in as: {name}. Only this machine can reach it.")
    said, demo = escape(words.format(name=shown_name(session.actor().name))), escape(_("Demo"))
    st.html(f'<p class="cx-demo"><b>{demo}</b> {said}</p>')


def main() -> None:
    """Show the page that the address names."""
    session.begin()
    messages.begin()
    st.set_page_config(
        page_title=_("Review meetings"),
        page_icon=navigation.icon(),
        layout="wide",
        menu_items={"About": _("Review meetings scored four ways, merged and ranked.")},
    )
    groups = navigation.pages()
    page = st.navigation(groups)
    address.restore(page.url_path)
    session.begin()
    links.keep_links_inside([one.url_path for group in groups.values() for one in group])
    _sidebar_foot()
    _demo_line()
    with messages.in_words():
        page.run()
    messages.end()
    address.remember()


if __name__ == "__main__":
    with turns.one():
        main()
