"""Both languages are complete: every message of the code stands in its room's catalog."""

import ast
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Message

from docs.make_messages import ROOMS, messages, said, sources, translated


def gaps(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def standing(room: str) -> dict[str, Message]:
    return {forms(message.id)[0]: message for message in messages(translated(room))}


@pytest.mark.parametrize("room", ROOMS)
def test_every_message_of_the_room_is_translated(room: str) -> None:
    catalog = standing(room)
    missing = [
        text
        for text in (forms(message.id)[0] for message in messages(said(room)))
        if text not in catalog or not all(forms(catalog[text].string))
    ]
    assert not missing, f"run `make messages` and translate in {room}.po: {missing}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_message_hides_from_the_catalog_inside_of_an_f_string(room: str) -> None:
    catalog = standing(room)
    assert not [
        place
        for place, call in translating_calls(room)
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in catalog
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_fuzzy(room: str) -> None:
    assert not [text for text, message in standing(room).items() if message.fuzzy]


@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_left_over_from_code_that_is_gone(room: str) -> None:
    current = {forms(message.id)[0] for message in messages(said(room))}
    left_over = sorted(standing(room).keys() - current)
    obsolete = [forms(key)[0] for key in translated(room).obsolete]
    assert not left_over + obsolete, "run `python docs/make_messages.py --clean`"


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_has_the_gaps_of_its_message(room: str) -> None:
    differing = [
        text
        for text, message in standing(room).items()
        for form in forms(message.string)
        if form and gaps(form) != gaps(forms(message.id)[-1])
    ]
    assert not differing


def test_a_message_of_two_rooms_has_one_translation() -> None:
    found: dict[str, set[tuple[str, ...]]] = {}
    for room in ROOMS:
        for text, message in standing(room).items():
            found.setdefault(text, set()).add(forms(message.string))
    assert not {text: given for text, given in found.items() if len(given) > 1}


def translating_calls(room: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sources(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id in {"_", "ngettext", "mark"}:
                yield f"{path.name}:{node.lineno}", node


@pytest.mark.parametrize("room", ROOMS)
def test_a_message_is_never_put_together_before_it_is_translated(room: str) -> None:
    built = (ast.JoinedStr, ast.BinOp)
    assert not [
        place
        for place, call in translating_calls(room)
        if call.args and isinstance(call.args[0], built)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_no_message_is_translated_while_a_module_is_imported(room: str) -> None:
    early = []
    for path in sources(room):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
                early += [
                    f"{path.name}:{node.lineno}"
                    for node in ast.walk(statement.value)
                    if isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in {"_", "ngettext"}
                ]
    assert not early
