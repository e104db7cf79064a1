"""The document says its language before any script has run; all else passes untouched."""

import asyncio
import re
from pathlib import Path
from typing import Any

import streamlit

from cxzy.web.middleware import OurDocument

PAGE = (
    b'<!doctype html><html lang="en"><head><title>Streamlit</title></head>'
    b'<body><div id="root"></div></body></html>'
)


async def answers(
    path: str, query: bytes = b"", kind: str = "http", accept: bytes = b"", **answer: Any
) -> list[Any]:
    sent: list[Any] = []
    seen: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen.append(scope)
        if kind != "http":
            await send({"type": "websocket.accept"})
            return
        headers = [
            (b"Content-Type", answer.get("type", b"text/html; charset=utf-8")),
            (b"Content-Length", str(len(PAGE)).encode()),
            (b"ETag", b'"1"'),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[20:]})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    scope = {
        "type": kind,
        "path": path,
        "query_string": query,
        "headers": [
            *([(b"accept", accept)] if accept else []),
            (b"accept-encoding", b"gzip"),
            (b"if-none-match", b'"1"'),
            (b"host", b"a"),
        ],
    }
    await OurDocument(app)(scope, receive, send)
    return [*seen, *sent]


def body(messages: list[Any]) -> bytes:
    return b"".join(m.get("body", b"") for m in messages[1:])


def test_chinese_is_the_language_of_a_bare_address() -> None:
    messages = asyncio.run(answers("/ranking"))
    assert b'<html lang="zh-CN">' in body(messages)


def test_the_address_names_the_language() -> None:
    assert b'<html lang="en">' in body(asyncio.run(answers("/", b"period=2012-1&lang=en")))
    assert b'<html lang="zh-CN">' in body(asyncio.run(answers("/", b"lang=%22><script>")))


def test_the_length_is_that_of_the_changed_document_and_nothing_is_cached() -> None:
    messages = asyncio.run(answers("/"))
    headers = dict(messages[1]["headers"])
    assert headers[b"content-length"] == str(len(body(messages))).encode()
    assert b"ETag" not in headers
    asked = dict(messages[0]["headers"])
    assert set(asked) == {b"host"}


def test_assets_other_types_and_websockets_pass_untouched() -> None:
    asset = asyncio.run(answers("/static/js/index.js"))
    assert body(asset) == PAGE
    assert b"accept-encoding" in dict(asset[0]["headers"])
    assert body(asyncio.run(answers("/icon", type=b"image/svg+xml"))) == PAGE
    socket = asyncio.run(answers("/_stcore/stream", kind="websocket"))
    assert socket[1] == {"type": "websocket.accept"}


def test_the_document_names_the_product_and_where_the_server_is() -> None:
    said = body(asyncio.run(answers("/ranking"))).decode()
    assert "<title>创先争优讲评会</title>" in said
    assert 'BACKEND_BASE_URL: new URL(".", location.href).href' in said
    assert (
        "<title>Review meetings</title>"
        in body(asyncio.run(answers("/ranking", b"lang=en"))).decode()
    )


def test_the_stylesheet_stands_behind_all_others_with_the_words_of_both_languages() -> None:
    chinese, english = (
        body(asyncio.run(answers("/upload", query))).decode() for query in (b"", b"lang=en")
    )
    for document in (chinese, english):
        assert document.index('<div id="root">') < document.index("<style>.stApp{--cx-paper:")
        assert ':root:lang(zh) {--cx-browse:"选择文件"' in document
        assert ':root:lang(en) {--cx-browse:"Choose files"' in document
        assert document.count("</style></body>") == 1


def test_a_page_that_does_not_exist_leads_to_the_first_one_with_its_name() -> None:
    (start, _body) = asyncio.run(
        answers("/a/rankng", b"period=2012-1&x=%E5%85%9A", accept=b"text/html")
    )
    assert start["status"] == 303
    location = dict(start["headers"])[b"location"]
    assert location == b"overview?period=2012-1&x=%E5%85%9A&page=rankng"


def test_known_pages_files_and_what_no_browser_asks_for_pass() -> None:
    for path in ("/", "/ranking", "/a/ranking", "/icon.svg"):
        assert asyncio.run(answers(path, accept=b"text/html"))[1]["status"] == 200
    assert asyncio.run(answers("/rankng"))[1]["status"] == 200


def test_pages_with_figures_name_the_script_that_draws_them_and_it_is_there() -> None:
    named = re.findall(
        rb'href="\./static/(js/PlotlyChart[^"]+)"', body(asyncio.run(answers("/grading")))
    )
    assert len(named) == 1
    assert (Path(streamlit.__file__).parent / "static" / "static" / named[0].decode()).is_file()
    assert b"modulepreload" not in body(asyncio.run(answers("/settings")))
