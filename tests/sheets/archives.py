"""Archives for the tests, with names as different systems write them."""

import io
import zipfile
from collections.abc import Sequence


def archive(
    files: Sequence[tuple[str, bytes]], *, code: str = "", packed: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a zip; with `code` its names are written in it, and nothing says so."""
    target = io.BytesIO()
    places = []
    with zipfile.ZipFile(target, "w", packed) as made:
        for place, (name, content) in enumerate(files):
            written = name.encode(code) if code else b""
            plain = chr(ord("A") + place) * len(written) if code else name
            made.writestr(plain, content)
            places.append((plain.encode(), written))
    whole = target.getvalue()
    for plain, written in places if code else []:
        assert whole.count(plain) >= 2
        whole = whole.replace(plain, written)
    return whole
