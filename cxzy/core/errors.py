"""The errors that a request can end with; faults in data are `Problem` values instead."""


class CxzyError(Exception):
    """Anything that a person asked for and that cannot be done, in the reader's own words.

    `str(error)` is one sentence that says what is wrong; `hint`, where there is one, says
    what to do about it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
