"""Other weights, tried on the screen, to see what the ranking would be."""

import streamlit as st

from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.services.filters import Weights
from cxzy.web import address

_NAME = "weights"
_MOST = 100.0
_OPEN = "ranking.whatif"


def weights_tried(scheme: Scheme) -> Weights | None:
    """Return the weights that the address tries; None where they are the scheme's own."""
    published = _published(scheme)
    tried = _parsed(address.chosen(_NAME), tuple(published))
    if tried is None or tried == published or not sum(tried.values()):
        return None
    return tuple(tried.items())


def offer(scheme: Scheme, tried: Weights | None) -> None:
    """Draw what opens the weights, which are drawn only there; a trial begins with them open."""
    if tried is not None:
        st.session_state.setdefault(_OPEN, True)
    words = _("What if the weights were different?")
    with st.expander(words, key=_OPEN, on_change="rerun") as opened:
        if opened.open:
            _weight_inputs(scheme)


def _weight_inputs(scheme: Scheme) -> None:
    """Draw a number per source and the way back to the published weights.

    The stylesheet sets them in a row.
    """
    published = _published(scheme)
    stands = _parsed(address.chosen(_NAME), tuple(published)) or published
    for source, weight in stands.items():
        st.session_state[_key(source)] = weight
        st.number_input(
            f"{source_label(source)} %",
            min_value=0.0,
            max_value=_MOST,
            step=5.0,
            format="%g",
            key=_key(source),
            on_change=_write,
            args=(tuple(published),),
            width=118,
        )
    st.button(
        _("Back to the published weights"),
        key="ranking.reset",
        on_click=address.choose,
        args=(_NAME, ""),
        disabled=stands == published,
    )
    total = sum(stands.values())
    if total != _MOST:
        words = _("The weights add up to {total:g}; they are brought to 100 in proportion.")
        st.caption(words.format(total=total) if total else _("At least one weight must count."))


def _published(scheme: Scheme) -> dict[Source, float]:
    return {source: round(share * 100, 4) for source, share in scheme.weights.items()}


def _parsed(text: str, sources: tuple[Source, ...]) -> dict[Source, float] | None:
    try:
        numbers = [float(part) for part in text.split("-")]
    except ValueError:
        return None
    fits = len(numbers) == len(sources) and all(0 <= number <= _MOST for number in numbers)
    return dict(zip(sources, numbers, strict=True)) if fits else None


def _write(sources: tuple[Source, ...]) -> None:
    numbers = [st.session_state[_key(source)] or 0.0 for source in sources]
    address.choose(_NAME, "-".join(f"{number:g}" for number in numbers))


def _key(source: Source) -> str:
    return f"ranking.weight.{source.value}"
