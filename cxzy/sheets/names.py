"""From the names and numbers in a sheet to subjects of the roster; nothing is guessed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from cxzy.core.roster import Roster
from cxzy.sheets.traditional import simplified
from cxzy.sheets.wording import plain, without_brackets, without_numbering

_TITLES = re.compile(
    r"(?:同志|老师|同学|教授|副教授|讲师|研究员|副研究员|工程师|高级工程师|博士|辅导员|支部书记"
    r"|支部副书记|(?:组织|宣传|纪检|学习|青年|统战)?委员|支委|书记|副书记|主任|副主任|院长|副院长"
    r"|校长|副校长|处长|副处长|科长|副科长|部长|副部长|所长|馆长|组长|副组长|班长|主席|干事"
    r"|(?:正式|预备)?党员)$"
)
_TITLES_ANYWHERE = re.compile(_TITLES.pattern.removesuffix("$"))
_BEFORE = re.compile(
    r"(?:(?:正式|预备)?党员|支部书记|支部副书记|书记|副书记|组长|副组长|(?:组织|宣传|纪检)委员"
    r"|支委|主任|副主任|院长|副院长|处长|副处长|科长|教授|副教授)(?=..)"
)
_DOTS = str.maketrans("", "", "·•・‧∙⋅.")
_AROUND = "、,;:*/。"
_DECIMALS = re.compile(r"(?<=\d)\.0+$")
_IN_BRACKETS = re.compile(r"[(\[【](.*?)[)\]】]")
_NUMBER_AND_NAME = re.compile(
    r"^(\d[\da-z-]{2,})[-_/,]?([^\d].*)$|^(.*[^\d(\[【])[-_/,]?(\d{3,}[\da-z]*)$"
)
_NAME_WITH_NUMBER = re.compile(r"([^\d()\[\]【】]+)[(\[【](\d{5,20})[)\]】]")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_NUMBERED_RATER = re.compile(
    r"(?:(?:评委|评分人|评价人|测评人|评议人|打分人|投票人|考评人|领导|(?:干部|职工)?群众|群众代表|代表"
    r"|(?:选|测评|评议)?票|问卷|匿名)?第?[(\[]?(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[a-z]"
    r"|[甲乙丙丁戊己庚辛壬癸])[)\]]?[号张份]?(?:选票|票|问卷|评委)?)"
)
SUGGESTIONS, LIKENESS = 3, 50
SHORTEST_NAME, SHORTEST_NUMBER = 2, 5


@dataclass(frozen=True)
class Found:
    """Who a cell means: `subject` is None where that is not certain, and `code` says why."""

    subject: str | None
    code: str = ""
    near: tuple[str, ...] = ()


@lru_cache(maxsize=16_384)
def name_key(text: str) -> str:
    """Return a name in the form in which names are compared.

    >>> name_key("張　三 (组长)"), name_key("张三同志"), name_key("计科1班") == name_key("计科一班")
    ('张三', '张三', True)
    """
    bare = without_numbering(without_brackets(plain(text)).strip(_AROUND))
    bare = simplified(bare).translate(_DOTS).translate(_DIGITS)
    untitled = _TITLES.sub("", bare)
    return untitled if len(untitled) >= SHORTEST_NAME else bare


def is_number(text: str) -> bool:
    """Whether a text is the number of a person, and not one of a line such as 1 or 12."""
    return len(plain(text)) >= SHORTEST_NUMBER and any(letter.isdigit() for letter in text)


def has_title(text: str) -> bool:
    """Whether a text holds a person's title, and so perhaps a name.

    >>> has_title("王书记评分"), has_title("承诺践诺")
    (True, False)
    """
    return _TITLES_ANYWHERE.search(plain(text)) is not None


def are_raters(names: Collection[str]) -> bool:
    """Whether names are evidently of those who assess: 评委1, 群众01, 领导A, ballots 1, 2, 3.

    >>> are_raters(["评委1", "评委2"]), are_raters(["1", "2"]), are_raters(["王书记", "李院长"])
    (True, True, False)
    """
    return bool(names) and all(_NUMBERED_RATER.fullmatch(plain(name)) for name in names)


def _number_key(text: str) -> str:
    """Return a number without spaces and in half-width digits; its letters stay as they are."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _numbered_name(text: str) -> tuple[str, str]:
    """Return the name and the number in 张三(20120001), the text alone where it is no such."""
    found = _NAME_WITH_NUMBER.fullmatch(plain(text))
    return (found[1], found[2]) if found else (text, "")


def stated_number(name: str, number: str = "") -> tuple[str, str] | None:
    """Return the name as it is compared, and the number beside it or behind it in brackets.

    >>> stated_number("张　三", "2012 0001"), stated_number("张三(20120001)"), stated_number("张三")
    (('张三', '20120001'), ('张三', '20120001'), None)
    """
    if not number:
        name, number = _numbered_name(name)
    return (name_key(name), _number_key(number)) if name and is_number(number) else None


class Names:
    """The subjects that a sheet may name: those of the roster, or else whoever it names."""

    def __init__(self, roster: Roster | None) -> None:
        self.known = roster is not None and len(roster.lists["subject"]) > 0
        self._name: dict[str, str] = {}
        self._by_number: dict[str, str] = {}
        self._by_exact: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers_seen: defaultdict[str, set[str]] = defaultdict(set)
        self._numbers: defaultdict[str, set[str]] = defaultdict(set)
        self._numbered_names: dict[str, str] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._people: list[tuple[str, str]] = []
        if roster is not None:
            for subject, name in zip(roster.lists["subject"], roster.lists["name"], strict=True):
                self._add(str(subject), str(name) or str(subject))

    def _add(self, subject: str, name: str) -> None:
        number = plain(subject)
        self._name[subject], self._by_number[number] = name, subject
        if number.startswith("0"):
            self._by_number.setdefault(number.lstrip("0"), subject)
        self._by_exact[plain(name)].append(subject)
        self._people.append((subject, name))

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        by_key: defaultdict[str, list[str]] = defaultdict(list)
        for subject, name in self._people:
            by_key[name_key(name)].append(subject)
        return by_key

    @property
    def subjects(self) -> dict[str, str]:
        """Names by subject, in the order of the roster; empty without one."""
        return self._name

    def name_of(self, subject: str) -> str:
        """Return the name of a subject, the subject itself where it has no other."""
        return self._name.get(subject) or self._numbered_names.get(subject, subject)

    def learn(self, name: str, number: str = "") -> None:
        """Keep the number that stands beside a name, or behind it in brackets, for all its uses."""
        if (stated := stated_number(name, number)) is None:
            return
        key, said = stated
        self._numbers[key].add(said)
        shown = name if number else _numbered_name(name)[0]
        self._numbered_names.setdefault(said, without_brackets(shown).strip())

    @property
    def numbered_twice(self) -> set[str]:
        """The names, as they are compared, that stand with more than one number."""
        return {name for name, numbers in self._numbers.items() if len(numbers) > 1}

    def find(self, name: str, number: str = "") -> Found:
        """Return who is meant by a name, a number, or both."""
        if not self.known:
            return self._unlisted(*((name, number) if number else self._apart(name)))
        known = self._found.get((name, number))
        if known is None:
            known = self._found[name, number] = self._listed(name, number)
        return known

    def _listed(self, name: str, number: str) -> Found:
        """Return who on the roster is meant."""
        if not number:
            name, number = self._apart(name)
        if number:
            return self._numbered(name, number)
        subjects = self._by_exact.get(plain(name)) or self._by_key.get(name_key(name), [])
        subjects = subjects or self._by_key.get(_BEFORE.sub("", name_key(name), count=1), [])
        if len(subjects) == 1:
            return Found(subjects[0])
        if subjects:
            return Found(None, "name_unclear", tuple(subjects))
        return Found(None, "unknown_name", self.near(name))

    def _apart(self, text: str) -> tuple[str, str]:
        short = _DECIMALS.sub("", plain(text))
        if short in self._by_number:
            return "", short
        inside = _IN_BRACKETS.search(short)
        if inside and inside[1] in self._by_number:
            return without_brackets(short), inside[1]
        both = _NUMBER_AND_NAME.match(short)
        if both:
            number, name = both[1] or both[4], both[2] or both[3]
            if number in self._by_number:
                return name, number
        return text, ""

    def _numbered(self, name: str, number: str) -> Found:
        short = _DECIMALS.sub("", plain(number))
        subject = self._by_number.get(short) or self._by_number.get(short.lstrip("0"))
        if subject is None:
            return Found(None, "unknown_number", self.near(name) if name else ())
        if (
            name
            and name_key(name) != name_key(self._name[subject])
            and plain(name) != plain(subject)
        ):
            return Found(None, "number_of_another", (self._name[subject],))
        return Found(subject)

    def _unlisted(self, name: str, number: str) -> Found:
        """Return the number where one is known for the name, else the name itself.

        Who is named with two numbers is two people, and the name alone then means neither.
        """
        if not number:
            name, number = _numbered_name(name)
        if is_number(number):
            self.learn(name, number)
            return Found(_number_key(number))
        subject = "".join(name.split()) or number
        seen = self._numbers_seen[subject]
        if number:
            seen.add(plain(number))
        known = self._numbers.get(name_key(name), set()) if name else set()
        if len(seen) > 1 or len(known) > 1:
            return Found(None, "name_unclear", tuple(sorted(seen | known)))
        return Found(next(iter(known), subject))

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names of the roster most like this one, the closest first.

        A family name with a title, 王老师, is like all who bear it.
        """
        family = _TITLES.sub("", name_key(name))
        if len(family) == 1 and family != name_key(name):
            bearers = [known for known in self._name.values() if name_key(known)[:1] == family]
            return tuple(bearers[:SUGGESTIONS])
        found = process.extract(
            name_key(name),
            {subject: name_key(known) for subject, known in self._name.items()},
            scorer=fuzz.ratio,
            limit=SUGGESTIONS,
            score_cutoff=LIKENESS,
        )
        return tuple(self._name[subject] for _, _, subject in found)
