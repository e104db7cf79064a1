"""The errors that a request can end with; faults in data are `Problem` values instead."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")
Refusal = TypeVar("Refusal", bound=Exception)


class CxzyError(Exception):
    """Anything that a person asked for and that cannot be done, in the reader's own words.

    `str(error)` is one sentence that says what is wrong; `hint`, where there is one, says
    what to do about it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def tried(
    error: type[Refusal], call: Callable[Given, Made], *given: Given.args, **more: Given.kwargs
) -> Made | Refusal:
    """Return what a call returns, or the error of a kind that it raises, to go on either way.

    The error does not hold on to where it was raised, and with it to all that was known there.
    """
    try:
        return call(*given, **more)
    except error as refusal:
        return refusal.with_traceback(None)
