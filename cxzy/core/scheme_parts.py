"""The parts of a scheme: what each table of the file may hold, with its defaults."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cxzy.core.language import _, listed
from cxzy.core.scheme_checks import (
    as_aggregation,
    as_groups,
    as_number,
    as_share,
    different,
    evenly_weighted,
    refusal,
)
from cxzy.core.vocabulary import Source

Number = Annotated[Decimal, BeforeValidator(as_number)]
Points = Annotated[float, BeforeValidator(as_number)]
Weight = Annotated[Number, Field(ge=0)]
Share = Annotated[Fraction, BeforeValidator(as_share), Field(ge=0, le=1)]
Words = Annotated[str, Field(min_length=1)]
Fate = Literal["abstention", "unsure", "void"]
NamedSource = Annotated[Source, Field(strict=False)]
QuotaRounding = Literal["floor", "half_up", "ceil"]
SAME_MARK_SUBJECTS = 4
"""Fewer subjects may well deserve the same mark; sheets are looked at from as many on."""
GateMeasure = Literal["satisfaction", "participation", "excellent_share", "veto"]


class Part(BaseModel):
    """One table of a scheme file: frozen, and closed to keys that the format does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)
    later: ClassVar[frozenset[str]] = frozenset()
    """Keys that came later: with their defaults they leave the fingerprint as it was."""


class Step(Part):
    """The points that a share of the votes gives, from the share `lowest` (file: `from`) on."""

    lowest: Share = Field(alias="from")
    points: Points


def _descending_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    ordered = tuple(sorted(steps, key=lambda step: -step.lowest))
    found = listed(f"{float(step.lowest):g}" for step in ordered)
    if len({step.lowest for step in steps}) < len(steps):
        raise refusal(found, _("steps that do not overlap: each its own lowest share"))
    if not ordered or ordered[-1].lowest > 0:
        raise refusal(found, _("steps without a gap: the lowest one must reach 0"))
    return ordered


STEPS = tuple(
    Step(lowest=Fraction(lowest, 10), points=points)
    for lowest, points in ((9, 95.0), (8, 85.0), (6, 75.0), (0, 60.0))
)
"""Where a scheme gives no steps: the shares of the usual bands, the points of the usual words."""


class Aggregation(Part):
    """How the ballots of one source become its mean.

    `high` and `low` ballots are dropped from `smallest` (in the file: `from`) ballots on;
    `base` and `counted` say what the votes of a tally, or of a share that `steps` turn into
    points, are divided by: `counted` names votes without points that count in the base with 0
    points. The share is that of the votes on `words` (none: on the satisfied words of the
    scales) and of marks without a word from `numbers` points on.
    """

    later: ClassVar[frozenset[str]] = frozenset({"words", "numbers", "steps"})

    kind: Literal["mean", "trimmed", "median", "tally", "relative", "banded"] = "mean"
    high: Annotated[int, Field(ge=0)] | None = None
    low: Annotated[int, Field(ge=0)] | None = None
    smallest: Annotated[int, Field(ge=1)] | None = Field(default=None, alias="from")
    base: Literal["valid", "returned", "issued", "present"] = "valid"
    counted: Annotated[tuple[Fate, ...], Field(strict=False)] = ()
    words: Annotated[tuple[str, ...], Field(strict=False)] = ()
    numbers: Points = 60.0
    steps: Annotated[tuple[Step, ...], Field(strict=False), AfterValidator(_descending_steps)] = (
        STEPS
    )

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Self:
        votes = {"base", "counted"}
        fitting = {"trimmed": {"high", "low", "smallest"}, "tally": votes}
        fitting["banded"] = votes | {"words", "numbers", "steps"}
        foreign = self.model_fields_set - {"kind"} - fitting.get(self.kind, set())
        if foreign:
            found = listed(sorted("from" if key == "smallest" else key for key in foreign))
            raise refusal(found, _("no such key with kind “{kind}”").format(kind=self.kind))
        return self

    @model_validator(mode="after")
    def _two_ballots_remain(self) -> Self:
        if self.kind == "trimmed" and self.trims_from - self.drops[0] - self.drops[1] < 2:  # noqa: PLR2004
            found = f"high {self.drops[1]}, low {self.drops[0]}, from {self.trims_from}"
            raise refusal(found, _("dropping so that at least 2 ballots must remain"))
        return self

    @property
    def drops(self) -> tuple[int, int]:
        """How many of the lowest and of the highest ballots are dropped."""
        if self.high is None and self.low is None:
            return 1, 1
        return self.low or 0, self.high or 0

    @property
    def trims_from(self) -> int:
        """The number of ballots from which on any are dropped."""
        return sum(self.drops) + 2 if self.smallest is None else self.smallest


class Criterion(Part):
    """One assessed aspect; the weights of a list of them add to 100 or to 1."""

    key: Words
    label: str = Field(default_factory=lambda fields: str(fields.get("key", "")))
    weight: Weight | None = None
    full_marks: Annotated[Points, Field(gt=0)] = 100.0


Criteria = Annotated[
    tuple[Criterion, ...],
    Field(strict=False),
    AfterValidator(different("key")),
    AfterValidator(evenly_weighted),
]


class SourceRule(Part):
    """What the scheme says of one source.

    `groups` is None (all ballots together), "electorate" (weights from the roster's counts)
    or sub-weights per group. With `counts` false the source is shown and weighs nothing.
    """

    on: bool = True
    weight: Weight = Decimal(0)
    required: bool = True
    counts: bool = True
    groups: Annotated[
        Literal["electorate"] | dict[str, Decimal] | None, BeforeValidator(as_groups)
    ] = None
    minimum_ballots: Annotated[int, Field(ge=0)] = 0
    own_marks: Literal["drop", "count"] = "drop"
    aggregation: Annotated[Aggregation, BeforeValidator(as_aggregation)] = Aggregation()
    criteria: Criteria = ()


class Scale(Part):
    """Grade words, best first, and their points; `satisfied` is what 满意率 counts."""

    name: str = ""
    words: Annotated[dict[str, Points], Field(min_length=1)]
    satisfied: Annotated[tuple[str, ...], Field(strict=False)] = Field(
        default_factory=lambda fields: tuple(fields.get("words", ()))[:-1]
    )

    @model_validator(mode="after")
    def _satisfied_words_are_on_the_scale(self) -> Self:
        foreign = [word for word in self.satisfied if word not in self.words]
        if foreign:
            raise refusal(
                listed(foreign),
                _("words of this scale ({words})").format(words=listed(self.words)),
            )
        return self


class Missing(Part):
    """What a blank mark and an absent source do; `min_answered` is a share of the weights."""

    mark: Literal["exclude", "zero"] = "exclude"
    min_answered: Share = Fraction(2, 3)
    source: Literal["withhold", "adjust", "renormalise", "zero"] = "withhold"


class Rounding(Part):
    """How a score is rounded, once, at the end."""

    places: Annotated[int, Field(ge=0, le=6)] = 2
    mode: Literal["half_up", "truncate"] = "half_up"


class Percentages(Part):
    """How shares are printed: with the rest in the last class, or each rounded alone."""

    places: Annotated[int, Field(ge=0, le=6)] = 2
    mode: Literal["residual", "plain"] = "residual"


class Band(Part):
    """A grade and its lowest score (in the file: `from`)."""

    grade: Words
    lowest: Points = Field(alias="from")


class Gate(Part):
    """A measured rate or a recorded veto that caps or fixes a grade or bars improvement."""

    measure: GateMeasure
    below: Share | None = None
    cap: str | None = None
    fix: str | None = None
    bars_improvement: bool = False

    @model_validator(mode="after")
    def _has_one_condition_and_an_effect(self) -> Self:
        if (self.measure == "veto") == (self.below is not None):
            found = self.measure if self.below is None else f"{self.measure}, below"
            raise refusal(found, _("“below” with every measure but “veto”"))
        if (self.cap is not None) + (self.fix is not None) + self.bars_improvement != 1:
            raise refusal("", _("exactly one of “cap”, “fix” and “bars_improvement”"))
        return self


class Quota(Part):
    """The largest or smallest share or number of a grade or an award."""

    grade: str | None = None
    award: str | None = None
    share: Share | None = None
    number: Annotated[int, Field(ge=0)] | None = None
    of: Literal["formal", "all", "assessed"] = "formal"
    within: Literal["unit", "kind", "period"] = "unit"
    rounding: QuotaRounding = "floor"
    minimum: Annotated[int, Field(ge=0)] = 0
    bound: Literal["upper", "lower"] = "upper"

    @model_validator(mode="after")
    def _says_of_what_and_how_many(self) -> Self:
        if (self.grade is None) == (self.award is None):
            raise refusal("", _("either “grade” or “award”"))
        if (self.share is None) == (self.number is None):
            raise refusal("", _("either “share” or “number”"))
        return self


class Bonus(Part):
    """Points that are added or deducted beside the ballots, within their caps.

    `maximum` caps what all entries of a subject may add together, `minimum` (0 or less) what
    they may deduct. Sheets have a column headed by `label`, or by the key where there is none.
    """

    key: Words
    label: str = ""
    maximum: Points = 0.0
    minimum: Points = 0.0

    @property
    def name(self) -> str:
        """What it is called: its label, or else its key."""
        return self.label or self.key

    @model_validator(mode="after")
    def _caps_hold_nothing(self) -> Self:
        if self.minimum > 0 or self.maximum < 0:
            found = f"minimum {self.minimum:g}, maximum {self.maximum:g}"
            raise refusal(found, _("a maximum of 0 or more and a minimum of 0 or less"))
        return self


class BallotRule(Part):
    """What the ballots of one rater may not do: too many or too few of a word, one mark for all.

    `number` is how many subjects may, or have to, be given `word` in a criterion; with
    `same_mark` it is from how many subjects on the same mark for all of them breaks the rule.
    """

    kind: Literal["at_most", "at_least", "same_mark"]
    word: str | None = None
    number: Annotated[int, Field(ge=0)] | None = None
    action: Literal["flag", "void"] = "flag"
    sources: Annotated[tuple[NamedSource, ...], Field(strict=False)] = tuple(Source)

    @model_validator(mode="after")
    def _names_word_and_number(self) -> Self:
        if self.kind != "same_mark" and (self.word is None or self.number is None):
            raise refusal(self.kind, _("“word” and “number” with “at_most” and “at_least”"))
        if self.kind == "same_mark" and self.word is not None:
            raise refusal("word", _("no such key with kind “{kind}”").format(kind=self.kind))
        return self

    @property
    def least(self) -> int:
        """From how many subjects on one mark for everybody breaks the rule."""
        return SAME_MARK_SUBJECTS if self.number is None else max(self.number, 2)
