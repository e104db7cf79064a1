"""The works whose methods are used: who, when, what, and where they can be read.

Pages list those that a text names, docs/how-sure.md lists all (`markdown_of`). A link is there
only where it was found beside the title in a second place; a book without one is named alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One work: a text names it by `name`, which is the same in all languages.

    `link` is its address, "" where none is known for certain.
    """

    name: str
    authors: str
    year: int
    title: str
    link: str = ""

    @property
    def cited(self) -> str:
        """Authors and year, such as "Smyth 2004"."""
        return f"{self.authors} {self.year}"


_DOI = "https://doi.org/"

WORKS = (
    Work(
        "Beckerman",
        "Beckerman et al.",
        2001,
        "Smallest real difference, a link between reproducibility and responsiveness",
        _DOI + "10.1023/A:1013138911638",
    ),
    Work(
        "Efron",
        "Efron, Morris",
        1975,
        "Data analysis using Stein's estimator and its generalizations",
        _DOI + "10.1080/01621459.1975.10479864",
    ),
    Work(
        "Hayter",
        "Hayter",
        1984,
        "A proof of the conjecture that the Tukey-Kramer multiple comparisons procedure is "
        "conservative",
        _DOI + "10.1214/aos/1176346392",
    ),
    Work(
        "Hedges",
        "Hedges",
        1983,
        "A random effects model for effect sizes",
        _DOI + "10.1037/0033-2909.93.2.388",
    ),
    Work("Kenny", "Kenny", 1994, "Interpersonal Perception"),
    Work("Kish", "Kish", 1965, "Survey Sampling"),
    Work(
        "Klein",
        "Klein, Wright, Wieczorek",
        2020,
        "A joint confidence region for an overall ranking of populations",
        _DOI + "10.1111/rssc.12402",
    ),
    Work(
        "Kramer",
        "Kramer",
        1956,
        "Extension of multiple range tests to group means with unequal numbers of replications",
        _DOI + "10.2307/3001469",
    ),
    Work(
        "Krippendorff",
        "Hayes, Krippendorff",
        2007,
        "Answering the call for a standard reliability measure for coding data",
        _DOI + "10.1080/19312450709336664",
    ),
    Work(
        "Richtmyer",
        "Niederreiter",
        1978,
        "Quasi-Monte Carlo methods and pseudo-random numbers",
        _DOI + "10.1090/S0002-9904-1978-14532-7",
    ),
    Work(
        "Satterthwaite",
        "Satterthwaite",
        1946,
        "An approximate distribution of estimates of variance components",
        _DOI + "10.2307/3002019",
    ),
    Work(
        "Smyth",
        "Smyth",
        2004,
        "Linear models and empirical Bayes methods for assessing differential expression in "
        "microarray experiments",
        _DOI + "10.2202/1544-6115.1027",
    ),
    Work("Tukey", "Tukey", 1953, "The problem of multiple comparisons"),
)


def works_in(texts: Iterable[str]) -> tuple[Work, ...]:
    """Return the works that texts of any language name, in the order of `WORKS`.

    >>> [work.cited for work in works_in(["方差的稳健处理（Smyth 2004）", "Kish's effect"])]
    ['Kish 1965', 'Smyth 2004']
    """
    said = "\n".join(texts)
    return tuple(
        work for work in WORKS if re.search(rf"(?<![A-Za-z]){work.name}(?![A-Za-z])", said)
    )


def markdown_of(work: Work) -> str:
    """Return the line by which docs/how-sure.md lists a work."""
    return f"- {work.cited}: " + (f"[{work.title}]({work.link})" if work.link else work.title)
