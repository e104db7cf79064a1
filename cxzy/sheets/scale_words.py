"""Words of a scale as forms write them: 优秀, “优秀(合格)”, 优秀/A, in any width and case."""

import re
from collections.abc import Mapping

from cxzy.core.scheme_parts import Scale
from cxzy.sheets.wording import plain

# neither + nor -, which belong to letters such as A+ and B-
_JOINTS = re.compile(r"[()\[\]{}【】〔〕<>《》/|\\、,;:=]+")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)分?")


def word_forms(scale: Scale) -> dict[str, str]:
    """Return the words of a scale by their plain form, and by the parts that only one has.

    >>> word_forms(Scale(words={"优秀(合格)": 95, "不合格/D": 50}))["d"]
    '不合格/D'
    """
    owners: dict[str, set[str]] = {}
    for word in scale.words:
        for part in parts_of(plain(word)):
            owners.setdefault(part, set()).add(word)
    parts = {part: next(iter(words)) for part, words in owners.items() if len(words) == 1}
    return parts | {plain(word): word for word in scale.words}


def word_on(scale: Scale, forms: Mapping[str, str], text: str) -> str | None:
    """Return the word of a scale that a plain text means, None where it means none or several.

    A double label means the one word that is on the scale; points beside it must be the word's.

    >>> scale = Scale(words={"优秀": 95, "良好": 85})
    >>> forms = word_forms(scale)
    >>> [word_on(scale, forms, text) for text in ("优秀(合格)", "优秀/良好", "优秀(85)")]
    ['优秀', None, None]
    """
    if (word := forms.get(text)) is not None:
        return word
    parts = parts_of(text)
    found = {forms[part] for part in parts if part in forms}
    if len(found) != 1:
        return None
    word = next(iter(found))
    rest = [part for part in parts if part not in forms]
    return word if all(_fits(part, float(scale.words[word])) for part in rest) else None


def parts_of(text: str) -> list[str]:
    """Return the labels that stand in one text."""
    return [part for part in _JOINTS.split(text) if part]


def _fits(part: str, points: float) -> bool:
    """Whether what stands beside a word leaves its meaning alone."""
    stated = _POINTS.fullmatch(part)
    if stated is not None:
        return float(stated[1]) == points
    return not any(letter.isdigit() for letter in part)
