"""The web application: `streamlit run app.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from cxzy.web.messages import on_script_error
from cxzy.web.middleware import OurDocument
from cxzy.web.warming import warm


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Have everything imported and the database open before the first visitor comes."""
    warm()
    yield {}


app = st.App(
    "cxzy/web/main.py",
    lifespan=lifespan,
    middleware=[Middleware(OurDocument)],
    on_script_error=on_script_error,
)
