"""What a row has to be read with: in words beside it, or as a footnote where many share it."""

from collections import Counter
from collections.abc import Sequence

from cxzy.core.flags import flag_text
from cxzy.core.language import _

SIGNS = "①②③④⑤⑥⑦⑧⑨"
COMMON = 0.2
"""A remark that more than this share of the rows have is said once, beside the table."""


def footnotes(flags: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the remarks that many of the rows have, each with its sign."""
    times = Counter(words for codes in flags for words in dict.fromkeys(map(flag_text, codes)))
    least = max(3, COMMON * len(flags))
    shared = [words for words, count in times.most_common() if count > least]
    return dict(zip(shared, SIGNS, strict=False))


def remark(codes: Sequence[str], noted: dict[str, str]) -> str:
    """Return the remarks of one row; those that are noted are only their sign."""
    words = list(dict.fromkeys(map(flag_text, codes)))
    signs = "".join(noted[one] for one in words if one in noted)
    own = _("; ").join(one for one in words if one not in noted)
    return f"{own} {signs}".strip()
