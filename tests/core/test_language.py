"""What is said is said in the reader's language, in the right number."""

from contextvars import copy_context

from cxzy.core.labels import source_label
from cxzy.core.language import CHINESE, ENGLISH, language, ngettext, use_language
from cxzy.core.vocabulary import Source


def in_language(code: str, *, of: int) -> str:
    def said() -> str:
        use_language(code)
        return ngettext("{count} member scored", "{count} members scored", of).format(count=of)

    return copy_context().run(said)


def test_english_has_a_singular_and_a_plural() -> None:
    assert in_language(ENGLISH, of=1) == "1 member scored"
    assert in_language(ENGLISH, of=939) == "939 members scored"


def test_chinese_has_one_form_for_every_number() -> None:
    for number in (0, 1, 2, 939):
        said = in_language(CHINESE, of=number)
        assert said.startswith(str(number)) or str(number) in said
        assert "member" not in said


def test_a_language_chosen_elsewhere_changes_nothing_here() -> None:
    before = language()
    copy_context().run(use_language, ENGLISH)
    assert language() == before


def test_an_unknown_language_falls_back_to_chinese() -> None:
    def said() -> str:
        use_language("xx")
        return source_label(Source.PEER)

    assert copy_context().run(said) == "互评"
