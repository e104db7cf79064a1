"""Other weights, tried on the screen, to see what the ranking would be."""

from collections.abc import Hashable

import streamlit as st

from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_label
from cxzy.core.language import _
from cxzy.core.scheme import Scheme
from cxzy.core.vocabulary import Source
from cxzy.services.certainty_sentences import SOURCE
from cxzy.services.filters import Weights
from cxzy.services.other_weights import flip_said, flips_said, other_weights, settled_said
from cxzy.services.ranking import Ranking
from cxzy.web import address, caches, tables
from cxzy.web.tables import Column

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


def offer(published: Ranking, tried: Weights | None, *asked: Hashable) -> None:
    """Draw what opens the weights, which are drawn only there; a trial begins with them open.

    Below them stands what other weights would change in the `published` ranking, which is the
    one that was `asked` for.
    """
    if tried is not None:
        st.session_state.setdefault(_OPEN, True)
    words = _("What if the weights were different?")
    with st.expander(words, key=_OPEN, on_change="rerun") as opened:
        if opened.open and published.scheme is not None:
            _weight_inputs(published.scheme)
            with st.container(key="ranking_flips"):
                caches.drawn(lambda: _flips(published), "flips", *asked)


def _flips(published: Ranking) -> None:
    """Say at which weights neighbours change places, and how ranks hold."""
    found = other_weights(published)
    if found is None or found.pairs.empty:
        return
    tables.lines([flips_said(found)])
    rows = [
        {
            **row,
            "places": f"{row['rank_upper']} ↔ {row['rank_lower']}",
            "who": f"{row['upper']} ↔ {row['lower']}",
            "change": flip_said(row),
            "moved": None if tables.absent(row["radius"]) else row["radius"] * 100,
        }
        for row in rows_of(found.open)
    ]
    if rows:
        tables.table(_columns(), rows, about=_("At which weights neighbours change places"))
    tables.lines([settled_said(found)])
    tables.explained(_("How this is computed"), _how_computed())


def _columns() -> list[Column]:
    return [
        Column("places", _("Places"), "day"),
        Column("who", _("Neighbours"), "soft", phone=False),
        Column("gap", _("Apart, points"), "number"),
        Column("change", _("They change places if you"), "soft"),
        Column("moved", _("Least weight to move, %"), "number", decimals=1, phone=False),
    ]


def _how_computed() -> tuple[str, ...]:
    return (
        _(
            "One weight is changed and the others keep their proportions, until both scores are "
            "equal: w = D / (D − d), d being by how much one is ahead in that source and D in the "
            "others together."
        ),
        _(
            "The least weight to move may be taken from any source and given to any other: so many "
            "percentage points are enough, and fewer are not. The smaller, the less the order of "
            "the two rests on the ballots and the more on the weights chosen."
        ),
        _(
            "How ranks hold: 64 sets of weights, the same every time, each weight between four and "
            "six fifths of the published one. Formulas and limits: {file}."
        ).format(file=SOURCE),
    )


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
