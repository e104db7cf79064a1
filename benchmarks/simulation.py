"""Simulate rating rounds with a known truth, and keep what they show in docs/simulation.md.

`python -m benchmarks.simulation` takes about five minutes and replaces the tables between the
marks of the page; its words are written by hand.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.simulated import Round
from benchmarks.simulated_ballots import PLANTS, Found, honest, planted
from benchmarks.simulated_results import Told, told
from benchmarks.simulated_rounds import ROUNDS
from benchmarks.simulated_tables import (
    changes_table,
    honest_table,
    intervals_table,
    planted_table,
    ranges_table,
    ranks_table,
    rounds_table,
)

SEED = 20120605
PLANTED_BRANCHES = 1000
FEWEST_REDRAWS = 40
HONEST = (
    "small",
    "small_words",
    "usual_severity",
    "usual_words",
    "unanimous",
    "missing",
    "big",
    "small_criteria",
    "usual_criteria",
)
"""The rounds whose ballots are screened without any plant."""
PAGE = Path(__file__).parents[1] / "docs" / "simulation.md"


def simulated(part: float = 1.0) -> dict[str, Told]:
    """Return what every round shows; `part` is the share of its branches that are drawn."""
    console = Console(stderr=True)
    found = {}
    for key, named in ROUNDS.items():
        with console.status(f"{key} …"):
            found[key] = told(part_of(named.round, part), random_of(key))
    return found


def looked_at(part: float = 1.0) -> tuple[dict[str, Found], dict[str, tuple[Found, Found]]]:
    """Return the shares of honest papers by round, and of planted papers and those beside them."""
    of_rounds = {key: honest(part_of(ROUNDS[key].round, part), random_of(key)) for key in HONEST}
    branches = max(int(PLANTED_BRANCHES * part), 2)
    return of_rounds, {
        key: planted(plant, branches, random_of(key)) for key, plant in PLANTS.items()
    }


def part_of(rules: Round, part: float) -> Round:
    """Return a round with a share of its branches, at least four, and of its redraws."""
    redraws = max(int(rules.redraws * part), min(rules.redraws, FEWEST_REDRAWS))
    return replace(rules, branches=max(int(rules.branches * part), 4), redraws=redraws)


def random_of(key: str) -> np.random.Generator:
    """Return the drawing of one round, the same whatever is drawn before it."""
    return np.random.default_rng([SEED, *key.encode()])


def tables(
    found: Mapping[str, Told],
    of_rounds: Mapping[str, Found],
    of_plants: Mapping[str, tuple[Found, Found]],
) -> dict[str, str]:
    """Return the tables of the page by their names."""
    return {
        "rounds": rounds_table(),
        "intervals": intervals_table(found),
        "ranges": ranges_table(found),
        "changes": changes_table(found),
        "ranks": ranks_table(found),
        "honest": honest_table(of_rounds),
        "planted": planted_table(of_plants),
    }


def page(text: str, parts: Mapping[str, str]) -> str:
    """Return the page with its tables replaced; each stands between two marks with its name."""
    for name, table in parts.items():
        marks = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        text, many = re.subn(marks, rf"\g<1>{table}\g<2>", text, flags=re.DOTALL)
        if many != 1:
            raise SystemExit(f"{PAGE} has no place for the table {name}.")
    return text


def main() -> None:
    """Write the tables into the page."""
    PAGE.write_text(
        page(PAGE.read_text(encoding="utf-8"), tables(simulated(), *looked_at())), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
