"""The fixed words of the domain."""

import pytest

from cxzy.core.labels import scheme_line, scheme_words
from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.scheme import Scheme, parse_scheme

TEXT = 'name = "一会四评"\nversion = "{version}"\nsubject = "member"\n'


def scheme(version: str) -> Scheme:
    return parse_scheme(TEXT.format(version=version))


@pytest.mark.parametrize(
    ("language", "versions", "words"),
    [
        (CHINESE, ["1"], "测评方案：一会四评 1"),
        (CHINESE, ["1", "2", "1"], "测评方案：一会四评 1、一会四评 2"),
        (ENGLISH, ["1"], "Scheme: 一会四评 1"),
        (ENGLISH, ["1", "2", "1"], "Schemes: 一会四评 1, 一会四评 2"),
    ],
)
def test_schemes_are_named_once_and_in_one_way(
    language: str, versions: list[str], words: str
) -> None:
    use_language(language)
    assert scheme_words(*map(scheme, versions)) == words
    assert scheme_line(*map(scheme, versions)) == words + ("。" if language == CHINESE else ".")
    use_language(CHINESE)


def test_without_a_scheme_nothing_is_said() -> None:
    assert scheme_words(None) == scheme_line(None) == scheme_words() == ""
