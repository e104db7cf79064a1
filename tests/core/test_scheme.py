"""Scheme files: defaults, what they may hold, and how faults are named."""

from contextvars import copy_context
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.scheme import Scheme, load_scheme, parse_scheme
from cxzy.core.scheme_errors import SchemeError
from cxzy.core.scheme_findings import key_lines
from cxzy.core.vocabulary import Source, SubjectKind

SHIPPED = sorted((Path(__file__).parents[2] / "data" / "schemes").glob("*.toml"))
FIVE = "".join(f'[[criteria]]\nkey = "c{n}"\nweight = {w}\n' for n, w in enumerate("61111"))


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language(ENGLISH)


def refused(text: str) -> SchemeError:
    with pytest.raises(SchemeError) as error:
        parse_scheme(text, name="方案.toml")
    return error.value


def test_an_empty_file_is_the_default_scheme() -> None:
    scheme = parse_scheme("")
    assert scheme.weights == {
        Source.SELF: 0.1,
        Source.PEER: 0.3,
        Source.LEADER: 0.3,
        Source.MASS: 0.3,
    }
    assert [(band.grade, band.lowest) for band in scheme.bands] == [
        ("优秀", 90),
        ("较好", 80),
        ("一般", 60),
        ("后进", 0),
    ]
    assert [criterion.label for criterion in scheme.criteria] == [
        "承诺践诺",
        "立足岗位",
        "联系服务群众",
        "团结协作",
        "廉洁自律",
    ]
    assert scheme.scales[0].words == {"优秀": 95, "良好": 85, "一般": 75, "较差": 60}
    assert scheme.scales[0].satisfied == ("优秀", "良好", "一般")
    assert (scheme.missing.source, scheme.missing.min_answered) == ("withhold", Fraction(2, 3))
    assert scheme.quotas[0].share == Fraction(1, 3)
    assert scheme.gates[0].cap == "一般"


def test_the_shipped_default_says_what_an_empty_file_means() -> None:
    shipped = load_scheme(SHIPPED[0].with_name("default.toml"))
    written = shipped.model_copy(update={"missing": parse_scheme("").missing})
    assert written.fingerprint == parse_scheme("").fingerprint


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scheme_is_valid_and_names_its_origin(path: Path) -> None:
    assert load_scheme(path).name
    assert "# Origin: " in path.read_text(encoding="utf-8")
    assert "# 出处:" in path.read_text(encoding="utf-8")


def test_only_the_sources_given_are_on_and_stand_in_order() -> None:
    scheme = parse_scheme("[sources.leader]\nweight = 60\n[sources.self]\nweight = 40\n")
    assert list(scheme.sources) == [Source.SELF, Source.LEADER]
    off = parse_scheme("[sources.peer]\non = false\n[sources.mass]\nweight = 1\n")
    assert list(off.sources) == [Source.MASS]


def test_a_source_for_reference_only_weighs_nothing() -> None:
    scheme = parse_scheme("[sources.self]\ncounts = false\n[sources.mass]\nweight = 100\n")
    assert scheme.weights == {Source.SELF: 0.0, Source.MASS: 1.0}


@pytest.mark.parametrize("weights", ["61111", "60 10 10 10 10", ".6 .1 .1 .1 .1"])
def test_criteria_weights_are_checked_as_decimals(weights: str) -> None:
    # .6 + .1 + .1 + .1 + .1 is 0.9999999999999999 in binary numbers.
    parts = weights.split() if " " in weights else [f"{digit}0" for digit in weights]
    text = "".join(
        f'[[criteria]]\nkey = "c{n}"\nweight = {w.replace(".", "0.")}\n'
        for n, w in enumerate(parts)
    )
    criteria = parse_scheme(text).criteria
    assert criteria[0].weight in (Decimal("0.6"), Decimal(60))


def test_criteria_without_weights_weigh_the_same() -> None:
    scheme = parse_scheme('[[criteria]]\nkey = "a"\n[[criteria]]\nkey = "b"\n')
    assert [criterion.weight for criterion in scheme.criteria] == [50, 50]
    assert scheme.criteria[0].label == "a"


def test_a_source_may_have_criteria_of_its_own() -> None:
    scheme = parse_scheme('[sources.mass]\nweight = 100\n[[sources.mass.criteria]]\nkey = "满意"\n')
    assert [criterion.key for criterion in scheme.criteria_of(Source.MASS)] == ["满意"]
    assert len(scheme.criteria_of(Source.PEER)) == 5


def test_every_key_of_the_format_is_read() -> None:
    scheme = parse_scheme("""
        name = "一会四评"
        version = "2012-1"
        subject = "branch"
        [sources.self]
        weight = 10
        required = false
        counts = true
        [sources.peer]
        weight = 30
        own_marks = "count"
        aggregation = { kind = "trimmed", high = 1, low = 1, from = 7 }
        [sources.leader]
        weight = 30
        groups = { "分管领导" = 60, "其他领导" = 40 }
        aggregation = "median"
        [sources.mass]
        weight = 30
        groups = "electorate"
        minimum_ballots = 5
        aggregation = { kind = "tally", base = "returned", counted = ["abstention"] }
        [[scales]]
        name = "满意度"
        words = { "满意" = 100, "不满意" = -10.5 }
        satisfied = ["满意"]
        [missing]
        mark = "zero"
        min_answered = 0.5
        source = "adjust"
        [rounding]
        places = 1
        mode = "truncate"
        [[bands]]
        grade = "合格"
        from = 0
        [[bands]]
        grade = "优秀"
        from = 90
        [[gates]]
        measure = "veto"
        fix = "合格"
        [[quotas]]
        award = "先进基层党组织"
        number = 6
        of = "all"
        within = "period"
        rounding = "ceil"
        minimum = 1
        bound = "lower"
        [[bonus]]
        key = "honour"
        maximum = 5
        [[ballot_rules]]
        kind = "at_most"
        word = "优秀"
        number = 3
        action = "void"
        [percentages]
        places = 1
        mode = "plain"
    """)
    assert scheme.subject is SubjectKind.BRANCH
    assert scheme.sources[Source.PEER].aggregation.trims_from == 7
    assert scheme.sources[Source.LEADER].groups == {"分管领导": 60, "其他领导": 40}
    assert [band.grade for band in scheme.bands] == ["优秀", "合格"]
    said = " ".join(scheme.not_applied)
    assert len(scheme.not_applied) == 3
    assert "“优秀”" in said  # no word of the scheme's own scale


BANDED = "[sources.mass]\nweight = 100\naggregation = {{ kind = 'banded', {} }}"
STEPS = "sources.mass.aggregation.steps"


@pytest.mark.parametrize(
    ("text", "line", "key", "found", "allowed"),
    [
        ('verson = "2"', 1, "verson", "unknown key", "version"),
        (
            "[sources.mass]\nweight = 100\nminimum_ballot = 5",
            3,
            "sources.mass.minimum_ballot",
            "unknown",
            "minimum_ballots",
        ),
        ("[sources.boss]\nweight = 100", 1, "sources.boss", "boss", "'leader'"),
        ("[sources.mass]\nweight = '100'", 2, "sources.mass.weight", "100", "a number"),
        ("[sources.mass]\nweight = nan", 2, "sources.mass.weight", "NaN", "finite"),
        ("[sources.mass]\nweight = true", 2, "sources.mass.weight", "True", "a number"),
        ("[sources.mass]\nweight = -1", 2, "sources.mass.weight", "-1", "0 or more"),
        ("[sources.self]\nweight = 20", 1, "sources", "a total of 20 (self 20)", "100, or to 1"),
        (FIVE.replace("61111", ""), 1, "criteria", "a total of 10", "100, or to 1"),
        ('[[criteria]]\nkey = "a"\n[[criteria]]\nkey = "a"', 1, "criteria", "a", "only once"),
        (
            '[[criteria]]\nkey = "a"\nweight = 100\n[[criteria]]\nkey = "b"',
            1,
            "criteria",
            "no weight for b",
            "for none",
        ),
        (
            '[[criteria]]\nkey = "a"\n[[criteria]]\nlabel = "b"',
            3,
            "criteria[2].key",
            "nothing",
            "needed",
        ),
        ('subject = "party"', 1, "subject", "party", "'branch'"),
        (
            '[sources.mass]\nweight = 100\ngroups = { "学生" = 60 }',
            3,
            "sources.mass.groups",
            "a total of 60",
            "100",
        ),
        (
            '[sources.mass]\nweight = 100\ngroups = "all"',
            3,
            "sources.mass.groups",
            "all",
            "electorate",
        ),
        (
            '[sources.mass]\nweight = 100\naggregation = "avg"',
            3,
            "sources.mass.aggregation.kind",
            "avg",
            "'median'",
        ),
        (
            '[sources.mass]\nweight = 100\naggregation = { kind = "mean", high = 1 }',
            3,
            "sources.mass.aggregation",
            "high",
            "mean",
        ),
        ('[[scales]]\nwords = { "好" = 90 }\nsatisfied = ["很好"]', 1, "scales[1]", "很好", "好"),
        ("[[scales]]\nwords = {}", 2, "scales[1].words", "{}", "at least one"),
        ('[missing]\nmin_answered = "2/x"', 2, "missing.min_answered", "2/x", "share"),
        ("[missing]\nmin_answered = 1.5", 2, "missing.min_answered", "1.5", "1 or less"),
        ('[missing]\nsource = "guess"', 2, "missing.source", "guess", "'withhold'"),
        ("[rounding]\nplaces = 1.5", 2, "rounding.places", "1.5", "whole number"),
        ('[[bands]]\ngrade = "好"\nfrom = 60', 1, "bands", "好 60", "reach 0"),
        (
            '[[bands]]\ngrade = "好"\nfrom = 0\n[[bands]]\ngrade = "差"\nfrom = 0',
            1,
            "bands",
            "差 0",
            "overlap",
        ),
        (
            '[[gates]]\nmeasure = "satisfaction"\ncap = "一般"',
            1,
            "gates[1]",
            "satisfaction",
            "below",
        ),
        ('[[gates]]\nmeasure = "veto"', 1, "gates[1]", "", "exactly one"),
        ('[[quotas]]\ngrade = "优秀"\nshare = "1/3"\nnumber = 3', 1, "quotas[1]", "", "either"),
        ('[[quotas]]\naward = "先进"\nshare = 33', 3, "quotas[1].share", "33", "1 or less"),
        ('[[quotas]]\ngrade = "模范"\nnumber = 3', 0, "the file", "模范", "优秀"),
        ('[[ballot_rules]]\nkind = "at_most"', 1, "ballot_rules[1]", "at_most", "number"),
        (
            '[[ballot_rules]]\nkind = "same_mark"\nword = "优秀"',
            1,
            "ballot_rules[1]",
            "word",
            "key",
        ),
        ('[[bonus]]\nkey = "加分"\nminimum = 1', 1, "bonus[1]", "minimum 1", "0 or less"),
        ('[[bonus]]\nkey = "承诺践诺"', 0, "the file", "承诺践诺", "their own"),
        ('[[bonus]]\nkey = "a"\n[[bonus]]\nkey = "a"', 1, "bonus", "a", "only once"),
        (BANDED.format("steps = [{ from = 0.5, points = 90 }]"), 3, STEPS, "0.5", "reach 0"),
        (
            BANDED.format("steps = [{ from = 0, points = 1 }, { from = 0.0, points = 2 }]"),
            3,
            STEPS,
            "0, 0",
            "overlap",
        ),
        (BANDED.format("words = ['很好']"), 0, "the file", "很好", "优秀"),
        (BANDED.format("high = 1"), 3, "sources.mass.aggregation", "high", "banded"),
        ("name = 一会", 1, "the file", "Invalid value", "TOML"),
    ],
)
def test_a_fault_names_line_key_finding_and_what_is_allowed(
    text: str, line: int, key: str, found: str, allowed: str
) -> None:
    finding = refused(text).findings[0]
    assert (finding.line, finding.key) == (line, key)
    assert found in finding.found
    assert allowed in finding.allowed
    assert key in str(finding)


def test_all_faults_of_a_file_are_named_together_in_the_order_of_lines() -> None:
    error = refused('[rounding]\nplaces = 9\nmode = "up"\n[missing]\nmark = "half"\n')
    assert [finding.line for finding in error.findings] == [2, 3, 5]
    assert str(error).startswith("The scheme 方案.toml has 3 faults.")
    assert error.hint


def test_lines_are_found_for_quoted_keys_and_lists_of_tables() -> None:
    text = (
        '# 说明\n[[bands]]\n"grade" = "优 = 秀"\n\n[[bands]]\nfrom = 1 # [x]\n[a."b.c"]\nd.e = 1\n'
    )
    assert key_lines(text) == {
        ("bands",): 2,
        ("bands", 0): 2,
        ("bands", 0, "grade"): 3,
        ("bands", 1): 5,
        ("bands", 1, "from"): 6,
        ("a",): 7,
        ("a", "b.c"): 7,
        ("a", "b.c", "d"): 8,
        ("a", "b.c", "d", "e"): 8,
    }


def test_a_file_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes("name = '方案'".encode("gb18030"))
    for name in ("absent.toml", "gbk.toml"):
        with pytest.raises(SchemeError, match=name):
            load_scheme(tmp_path / name)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "scheme.toml").write_bytes(b"\xef\xbb\xbf" + "name = '方案'".encode())
    assert load_scheme(tmp_path / "scheme.toml").name == "方案"


def test_what_if_weights_are_brought_to_a_hundred() -> None:
    scheme = parse_scheme("").with_weights(
        {Source.SELF: 1, Source.PEER: 1, Source.LEADER: 1, Source.MASS: 1}
    )
    assert list(scheme.weights.values()) == [0.25] * 4
    some = parse_scheme("[sources.mass]\nweight = 100\n").with_weights(scheme.weights)
    assert some.weights == {Source.MASS: 1.0}
    more = parse_scheme("").with_weights({Source.PEER: 130})
    assert more.weights[Source.PEER] == pytest.approx(0.65)


@pytest.mark.parametrize("weight", [-1, float("nan"), float("inf")])
def test_what_if_weights_that_cannot_be_are_refused(weight: float) -> None:
    with pytest.raises(SchemeError):
        parse_scheme("").with_weights({Source.PEER: weight})
    with pytest.raises(SchemeError):
        parse_scheme("").with_weights(dict.fromkeys(Source, 0))


def test_keys_that_came_later_leave_the_fingerprint_of_older_schemes_as_it_was() -> None:
    # As version 1 of the format had it: audit records of the default scheme hold these digits.
    fingerprint = parse_scheme("").fingerprint
    assert fingerprint == "b60fdf08ba6de3d770d4a37db07617d8e27fe9ce725ed3840d35a3c0e64377ef"
    other = parse_scheme(BANDED.format("numbers = 80"))
    assert other.fingerprint != parse_scheme(BANDED.format("numbers = 60")).fingerprint


def test_the_fingerprint_is_of_the_content_not_of_its_form() -> None:
    one = parse_scheme("[sources.mass]\nweight = 100\n")
    same = parse_scheme("# 说明\n[sources.mass]\nweight = 100.0\n[rounding]\nplaces = 2\n")
    other = parse_scheme("[sources.mass]\nweight = 100\n[rounding]\nplaces = 1\n")
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_parts_that_are_not_applied_yet_say_so() -> None:
    applied = "[sources.mass]\nweight = 100\naggregation = 'relative'\n[[bonus]]\nkey = 'x'\n"
    scheme = parse_scheme("gates = []\nquotas = []\n" + applied)
    assert scheme.not_applied == ()
    assert len(Scheme().not_applied) == 2  # gates and quotas


def test_what_is_no_toml_is_named_by_line_and_column_in_chinese() -> None:
    text = 'name = "一会四评"\nversion = = 1'

    def in_chinese() -> None:
        use_language(CHINESE)
        parse_scheme(text, name="方案.toml")

    with pytest.raises(SchemeError) as error:
        copy_context().run(in_chinese)
    said = str(error.value)
    assert "第 2 行" in said
    assert "第 11 列" in said
    assert "不符合 TOML 格式" in said
