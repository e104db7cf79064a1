"""Pure ASGI middleware: what the document says, and how it looks, before the first script run."""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit

from cxzy.core.language import CHINESE, ENGLISH, _, use_language
from cxzy.web.style import stylesheet

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_TAGS = {CHINESE: b"zh-CN", ENGLISH: b"en"}
_ASSETS = ("/_stcore", "/static", "/media", "/component")
_CONDITIONS = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_SERVER_IS_HERE = (
    b"<script>window.__streamlit = "
    b'{ BACKEND_BASE_URL: new URL(".", location.href).href }</script></head>'
)
"""Spares the browser from asking for the server below the name of the page, which is a 404."""
_FIGURES = {"", "overview", "profile", "grading", "improvement", "quality"}
"""The pages that draw figures; "" leads to the first."""


class OurDocument:
    """Writes language, title, stylesheet and the server's place into the document of our pages.

    Pages with figures name the script that draws them, so that it is there when they are.

    The language is the one that the address names. The document is asked for whole, unpacked
    and unconditionally, so that it can be changed; everything else passes untouched,
    websockets too. The address of a page that does not exist leads to the first one, which says
    so in the reader's language.
    """

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_ASSETS):
            await self.app(scope, receive, send)
            return
        if asked := _unknown_page(scope):
            await _lead_on(send, asked, scope["query_string"])
            return
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in _CONDITIONS]
        early = _figures_early() if _name(scope) in _FIGURES else b""
        rewriting = _Rewriting(send, _named(scope["query_string"]), early)
        await self.app({**scope, "headers": kept}, receive, rewriting.send)


PAGES = frozenset(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))


def _unknown_page(scope: Message) -> str:
    """Return the name under which a browser asks for a page that does not exist, else ""."""
    name = _name(scope)
    headers = {key.lower(): value for key, value in scope["headers"]}
    is_page = b"text/html" in headers.get(b"accept", b"") and "." not in name
    return name if is_page and name not in PAGES else ""


def _name(scope: Message) -> str:
    return str(scope["path"]).rpartition("/")[2]


async def _lead_on(send: Send, asked: str, query: bytes) -> None:
    """Lead to the first page with what the address says, and the name that it does not know."""
    said = {name: values[-1] for name, values in parse_qs(query.decode("latin-1")).items()}
    target = f"overview?{urlencode({**said, 'page': asked})}"
    headers = [(b"location", target.encode("ascii")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class _Rewriting:
    """Holds back an HTML answer until it is whole, then sends it with its language.

    `early` goes into the head: what the browser should begin to load.
    """

    def __init__(self, send: Send, language: str, early: bytes) -> None:
        self._send, self._language, self._early = send, language, early
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = _ours(self._body, self._language, self._early)
        headers = [pair for pair in start["headers"] if pair[0].lower() not in _VALIDATORS]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})
        self._start = None


_VALIDATORS = {b"content-length", b"etag", b"last-modified"}


def _is_html(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return bool(headers.get(b"content-type", b"").startswith(b"text/html"))


def _named(query: bytes) -> str:
    named = parse_qs(query.decode("latin-1")).get("lang", [CHINESE])[-1]
    return named if named in _TAGS else CHINESE


@cache
def _figures_early() -> bytes:
    """Return the link by which a browser loads what draws figures along with the document.

    Streamlit asks for it, its largest script by far, when the first figure has come. Nothing is
    named where the installed Streamlit has no such file.
    """
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    found = sorted(path.name for path in scripts.glob("PlotlyChart.*.js"))
    link = '<link rel="modulepreload" crossorigin href="./static/js/{}">'
    return "".join(map(link.format, found)).encode()


def _ours(document: bytes, language: str, early: bytes) -> bytes:
    use_language(language)
    opening = b'<html lang="' + _TAGS[language] + b'">'
    title = f"<title>{_('Review meetings')}</title>".encode()
    document = document.replace(b'<html lang="en">', opening, 1)
    document = document.replace(b"<title>Streamlit</title>", title, 1)
    document = document.replace(b"</head>", early + _SERVER_IS_HERE, 1)
    style = f"<style>{stylesheet()}</style></body>".encode()
    return document.replace(b"</body>", style, 1)
