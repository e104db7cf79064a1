"""What a heading means: the role of its column, and the weight and full marks it states."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cxzy.core.scheme import Scheme
from cxzy.core.scheme_parts import Scale
from cxzy.core.vocabulary import BallotFate, Source
from cxzy.sheets.heading_numbers import (
    Ranges,
    heading_forms,
    is_bare,
    ranged_word,
    ranges_in,
    without_ranges,
)
from cxzy.sheets.remembered import Remembered
from cxzy.sheets.scale_words import parts_of, word_forms, word_on
from cxzy.sheets.source_words import SOURCE_HEADINGS
from cxzy.sheets.wording import plain


class Role(StrEnum):
    """What a column holds."""

    SUBJECT = "subject"
    NUMBER = "number"
    RATER = "rater"
    GROUP = "group"
    SOURCE = "source"
    CRITERION_NAME = "criterion name"
    MARK = "mark"
    ASPECT = "criterion"
    WORD = "word"
    ISSUED = "issued"
    RETURNED = "returned"
    VALID = "valid"
    FATE = "fate"
    SHARE = "share"
    SCORE = "score"
    BONUS = "bonus"
    RANGE = "range"
    WEIGHT = "weight"
    FULL_MARKS = "full marks"
    BALLOTS = "ballots"
    TOTAL = "total"
    STATISTIC = "statistic"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


WEIGHT_ROWS = frozenset(["权重", "权数", "比重", "比例", "权重(%)", "权重%"])
FULL_MARKS_ROWS = frozenset(["满分", "分值", "标准分", "满分值", "分值(满分)"])
SHARES = frozenset(
    ("百分比", "百分率", "得票率", "比例", "占比", "比率", "%", "得票率(%)", "百分比(%)", "比例(%)")
)
VOTES = frozenset(("票数", "得票数", "得票", "票", "人数"))
COUNTS = frozenset({Role.ISSUED, Role.RETURNED, Role.VALID, Role.FATE})
STRONG = frozenset({Role.SUBJECT, Role.NUMBER, Role.RATER, Role.CRITERION_NAME}) | COUNTS
LEADING = STRONG - {Role.FATE}


def _words(role: Role, texts: str) -> dict[str, tuple[Role, str]]:
    return dict.fromkeys(texts.split(), (role, ""))


_ROLES: dict[str, tuple[Role, str]] = {
    **_words(
        Role.SUBJECT,
        "姓名 党员姓名 被测评人 被测评人姓名 被测评对象 测评对象 被评议人 评议对象 被评价人 "
        "被评人  "
        "被评党员 被考核人 被考评人 考评对象 考核对象 被评对象 被打分人 测评人员 对象 支部 "
        "党支部 支部名称  "
        "党支部名称 被测评支部 被评支部 被测评党支部 被测评单位 党组织 党组织名称 基层党组织 "
        "name subject",
    ),
    **_words(
        Role.NUMBER,
        "工号 学号 编号 职工号 人员编号 被测评人工号 工号/学号 工号(学号) 学工号 number",
    ),
    **_words(
        Role.RATER,
        "评价人 测评人 评议人 评分人 打分人 投票人 考评人 评价人姓名 测评人姓名 评委 评委姓名 "
        "领导姓名 点评人  "
        "点评领导 评价者 票号 选票编号 选票号 测评票号 问卷编号 rater",
    ),
    **_words(
        Role.GROUP, "群体 评价人类别 测评人类别 评价人身份 人员类别 测评群体 群体类别 身份 group"
    ),
    **_words(Role.SOURCE, "测评主体 评价主体 主体 测评来源 评价来源 source"),
    **_words(
        Role.CRITERION_NAME,
        "测评项目 项目 指标 测评指标 测评内容 评议内容 评价内容 评价项目 评议项目 考核项目 "
        "考核内容 考评项目 评分项目  "
        "criterion",
    ),
    **_words(
        Role.MARK,
        "评分 得分 分数 打分 原始分 评价 评价等次 测评结果 测评等次 等次 评议等次 评价结果 "
        "评定等次 测评分 评议结果 测评得分 总体评价 综合评价 整体评价 总体评议 测评意见 评议意见 "
        "mark",
    ),
    **_words(
        Role.ISSUED,
        "发出 发出数 发出票数 发出票 发票数 发放 发放票数 发出测评票 应到 发出份数 应到人数 "
        "应参加 应参加人数 应参评人数 应参会人数 应测评人数",
    ),
    **_words(
        Role.RETURNED,
        "收回 收回数 收回票数 收回票 回收 回收数 回收票数 收回测评票 实收 收回份数 实到 "
        "实到人数 到会 到会人数 参会人数 参加人数 参加测评人数 实际参加人数 实参加人数 参评人数 "
        "实评人数 测评人数",
    ),
    **_words(Role.VALID, "有效 有效数 有效票 有效票数 有效选票 有效测评票 有效份数"),
    **_words(
        Role.TOTAL,
        "合计 总分 总计 小计 平均 平均分 均分 综合得分 总得分 总票数 合计票数 最终得分 总评分 "
        "平均得分 合计得分 得票总数 加权得分 汇总得分 total",
    ),
    **_words(Role.STATISTIC, "统计 统计项 类型 票数/百分比 计票"),
    **dict.fromkeys(WEIGHT_ROWS, (Role.WEIGHT, "")),
    **dict.fromkeys(FULL_MARKS_ROWS, (Role.FULL_MARKS, "")),
    **dict.fromkeys(VOTES, (Role.STATISTIC, "votes")),
    **dict.fromkeys(SHARES, (Role.STATISTIC, "share")),
    **_words(
        Role.IGNORED,
        "序号 备注 排名 名次 说明 签字 签名 职务 岗位 部门 单位 所在支部 所在党支部 二级党组织 "
        "类别 党员类型 性别  "
        "日期 时间 测评时间 年级 班级 所在单位 评语 意见 建议 意见建议 意见和建议 等级 满意率 "
        "满意度 年龄 党龄 工龄 电话 联系电话 手机 手机号 手机号码 "
        "身份证号 身份证号码 民族 学历 学位 籍贯 职称 职级 入党时间 出生年月 出生日期 "
        "政治面貌 邮箱 专业 "
        "优秀率 no. no 测评要点 评价要点 考核要点 要点 评分标准 评价标准 测评标准 考核标准 "
        "评分细则 内容要点 主要内容 具体内容",
    ),
    **{
        text: (Role.FATE, fate.value)
        for fate, texts in {
            BallotFate.ABSTENTION: "弃权 弃权票 弃权数 弃权票数",
            BallotFate.UNSURE: "不了解 不了解票 不了解票数 不了解数 不清楚",
            BallotFate.VOID: "废票 废票数 无效 无效票 无效票数 作废",
            BallotFate.NOT_RETURNED: "未收回 未收回票数 未收回数",
        }.items()
        for text in texts.split()
    },
}
_CORNERS = {
    **_words(Role.RATER, "领导 评委 群众 代表 职工 学生 教师 评价 评"),
    **_words(Role.SUBJECT, "党员 成员 被测评 被评 被评价 被评议"),
}
_SHARE = re.compile(r"(.+?)(?:得票率|票率|率|比例|占比|百分比|\(%\)|%)")
_SCORE = re.compile(r"(.+?)(?:平均得分|平均分|均分|得分|分数|成绩|分)")
_BALLOTS = re.compile(r"(.+?)(?:有效票数?|票数|人数|份数)")
_CORNER = re.compile(r"[\\/|]")


@dataclass(frozen=True)
class Heading:
    """One heading text understood; `key` is a criterion's key, a word or a fate.

    `bare` is a number alone in brackets at the end, which may be weight or full marks; `ranges`
    are the marks that a heading gives each word: 优16-20.
    """

    text: str
    role: Role
    key: str = ""
    weight: float | None = None
    full_marks: float | None = None
    corner: tuple[Role, Role] | None = None
    bare: float | None = None
    ranges: Ranges = ()


MOST_HEADINGS, MOST_SCHEMES = 20_000, 16
NO_HEADING = Heading("", Role.UNKNOWN)
_NOTHING = (Role.UNKNOWN, "")


@dataclass(frozen=True)
class Vocabulary:
    """The headings that a scheme's sheets may have, beside the usual ones."""

    scheme: Scheme

    @cached_property
    def _own(self) -> dict[str, tuple[Role, str]]:
        own: dict[str, tuple[Role, str]] = {}
        for scale in self.scheme.scales:
            own |= {plain(word): (Role.WORD, word) for word in scale.words}
        for criteria in (self.scheme.criteria, *map(self.scheme.criteria_of, Source)):
            for criterion in criteria:
                own.setdefault(plain(criterion.key), (Role.ASPECT, criterion.key))
                own[plain(criterion.label)] = (Role.ASPECT, criterion.key)
        for one in self.scheme.bonus:
            own |= dict.fromkeys((plain(one.key), plain(one.name)), (Role.BONUS, one.key))
        return own

    @cached_property
    def _known(self) -> dict[str, Heading]:
        return {}

    @cached_property
    def remembered(self) -> Remembered:
        """What rows and values were understood as."""
        return Remembered()

    def heading(self, text: str) -> Heading:
        """Return what a heading means; what is not known has the role UNKNOWN."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MOST_HEADINGS:
                self._known.clear()
            known = self._known[text] = self._understood(text)
        return known

    def _understood(self, text: str) -> Heading:
        short = plain(text)
        found = self._share(short) or self._role(short) or self._double(short)
        if found is not None:
            return Heading(text, *found)
        if (corner := self._corner(short)) is not None:
            return Heading(text, corner[0], corner=corner)
        ranges = ranges_in(short)
        if ranges:
            short = without_ranges(short)
        (weight, full_marks, bare), forms = heading_forms(short)
        role, key = next((found for form in forms if (found := self._role(form))), None) or next(
            (found for form in (short, *forms) if (found := self._score(form))), _NOTHING
        )
        if ranges:
            if role is Role.UNKNOWN and is_bare(short):
                role, key = self._ranged(ranged_word(plain(text)), len(ranges))
            full_marks = full_marks or max(high for _, high in ranges)
        return Heading(text, role, key, weight, full_marks, bare=bare, ranges=ranges)

    @cached_property
    def _scales(self) -> list[tuple[Scale, dict[str, str]]]:
        return [(scale, word_forms(scale)) for scale in self.scheme.scales]

    def _role(self, short: str) -> tuple[Role, str] | None:
        return self._own.get(short) or _ROLES.get(short)

    def _double(self, short: str) -> tuple[Role, str] | None:
        """Return the word that a double label such as 优秀/A means."""
        words = (word_on(scale, forms, short) for scale, forms in self._scales)
        word = next((word for word in words if word is not None), None)
        if word is None or any(self._is_criterion(part) for part in parts_of(short)):
            return None
        return Role.WORD, word

    def _share(self, short: str) -> tuple[Role, str] | None:
        """Return the word whose share of the votes a heading such as 优秀率 or 优秀(%) means."""
        found = _SHARE.fullmatch(short)
        role, key = self._role(found[1]) or _NOTHING if found else _NOTHING
        return (Role.SHARE, key) if role in {Role.WORD, Role.FATE} else None

    def _ranged(self, word: str, count: int) -> tuple[Role, str]:
        """Return a word of the scale for 优秀(90-100), a range of marks for 优16-20."""
        known = self._role(word)
        return known if count == 1 and known and known[0] is Role.WORD else (Role.RANGE, word)

    def _score(self, short: str) -> tuple[Role, str] | None:
        """Return the source whose finished score, or number of ballots, a heading means."""
        for form, role in ((_SCORE, Role.SCORE), (_BALLOTS, Role.BALLOTS)):
            found = form.fullmatch(short)
            if found and found[1] in SOURCE_HEADINGS and not self._is_criterion(found[1]):
                return role, SOURCE_HEADINGS[found[1]].value
        return None

    def _is_criterion(self, short: str) -> bool:
        return self._own.get(short, _NOTHING)[0] is Role.ASPECT

    def _corner(self, short: str) -> tuple[Role, Role] | None:
        parts = _CORNER.split(short)
        if len(parts) < 2:  # noqa: PLR2004
            return None
        down, across = parts[:2]
        roles = [_CORNERS.get(part) or self._role(part) for part in (down, across)]
        if roles[0] is None or roles[1] is None:
            return None
        return roles[0][0], roles[1][0]


_vocabularies: dict[int, tuple[Scheme, Vocabulary]] = {}


def vocabulary_of(scheme: Scheme) -> Vocabulary:
    """Return the vocabulary of a scheme, the same one for all files read by it."""
    # told apart by identity, which costs nothing; the scheme is kept, so that no other gets it
    _, vocabulary = _vocabularies.get(id(scheme), (scheme, None))
    if vocabulary is None:
        if len(_vocabularies) >= MOST_SCHEMES:
            _vocabularies.clear()
        vocabulary = Vocabulary(scheme)
        _vocabularies[id(scheme)] = scheme, vocabulary
    return vocabulary
