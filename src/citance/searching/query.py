"""The query language: a person's words to a tree of values, and the tree back to words.

    sirolimus "vascular anomalies" -infection        all of these, in any order; the phrase as it stands; not that one
    toler* OR (adverse event)                        words that begin so; AND binds closer than OR
    author:hart title:(sirolimus OR rapamycin) year:2010..2015 section:discussion stance:contrasting cites:10.5555/x

What the language is to its users stands in docs/reference/search.md. `parse_query` gives the tree, `write_query` its words
again (parsing them gives the same tree), `resolve` puts article keys where a person named articles by identifiers. Nothing
here knows an engine: an index turns the tree into its own questions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Literal, NoReturn

import msgspec

from citance.errors import InvalidQuery
from citance.model import Doi, Evidence, Identifier, SectionKind, Stance, StudyType, find_identifier

# -- the tree --------------------------------------------------------------------------------------------------------------

TextField = Literal["", "title", "abstract", "author", "journal"]
NamedField = Literal["stance", "evidence", "section", "self", "retracted", "lang", "type", "study", "article-type"]
ArticleField = Literal["cites", "citing", "id"]


class Everything(msgspec.Struct, frozen=True, tag="everything"):
    """Matches all: the empty query."""


class Word(msgspec.Struct, frozen=True, omit_defaults=True, tag="word"):
    """One word as typed; in `field`, or where its kind of document is searched by default when that is empty.

    Among others of an And it `must` be there, or else only comes before what has it not. The language has no sign for that: see
    `spare_small_words`.
    """

    text: str
    field: TextField = ""
    must: bool = True


class Phrase(msgspec.Struct, frozen=True, tag="phrase"):
    """Words next to each other in this order."""

    text: str
    field: TextField = ""


class Prefix(msgspec.Struct, frozen=True, tag="prefix"):
    """Words that begin so; the star is not part of `text`."""

    text: str
    field: TextField = ""


class Is(msgspec.Struct, frozen=True, tag="is"):
    """A property that has one of few values."""

    field: NamedField
    value: str


class Years(msgspec.Struct, frozen=True, tag="years"):
    """From one year to another, both included; None leaves that end open."""

    first: int | None
    last: int | None


class Sure(msgspec.Struct, frozen=True, tag="sure"):
    """A stance that is at least so sure, from 0 to 1."""

    least: float


class OfArticle(msgspec.Struct, frozen=True, tag="of"):
    """Something said of an article named by identifier: statements that cite it, or that stand in it, or the article itself.

    `keys` are None until resolved; an identifier nobody knows resolves to none, and then nothing matches.
    """

    field: ArticleField
    identifier: str  # in normal form, or "key:..."
    keys: tuple[str, ...] | None = None


class And(msgspec.Struct, frozen=True, tag="and"):
    """All of two or more; none of them an And itself."""

    items: tuple[Query, ...]


class Or(msgspec.Struct, frozen=True, omit_defaults=True, tag="or"):
    """Any of two or more; none of them an Or itself.

    Of a question in words `least` of them must be there, and what holds more of them comes before what holds fewer. The language
    has no sign for that: written down, it is any of them.
    """

    items: tuple[Query, ...]
    least: int = 1


class Not(msgspec.Struct, frozen=True, tag="not"):
    """What does not match."""

    item: Query


Query = Everything | Word | Phrase | Prefix | Is | Years | Sure | OfArticle | And | Or | Not
EVERYTHING = Everything()


def all_of(items: Sequence[Query]) -> Query:
    """The items joined by AND, flat; the item itself where there is one, everything where there is none."""
    flat = [part for item in items for part in (item.items if isinstance(item, And) else (item,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else EVERYTHING


def most_of(items: Sequence[Query]) -> Query:
    """At least half of the items that must be there, those that have more of them first; the item itself where there is one."""
    items = [item for item in items if not isinstance(item, Word) or item.must]
    return Or(tuple(items), (len(items) + 1) // 2) if len(items) > 1 else items[0]


def any_of(items: Sequence[Query]) -> Query:
    """The items joined by OR, flat; the item itself where there is one. Raises ValueError where there is none."""
    flat = [part for item in items for part in (item.items if isinstance(item, Or) else (item,))]
    if not flat:
        raise ValueError("any of nothing")
    return Or(tuple(flat)) if len(flat) > 1 else flat[0]


# -- the fields, in the order in which an unknown one is answered ----------------------------------------------------------


class Kind(StrEnum):
    """The two kinds of documents."""

    ARTICLE = "article"
    STATEMENT = "statement"


_TEXT: dict[str, TextField] = {"title": "title", "abstract": "abstract", "author": "author", "journal": "journal"}
_NAMED: dict[NamedField, tuple[str, ...] | None] = {
    "section": tuple(SectionKind),
    "stance": tuple(Stance),
    "evidence": tuple(Evidence),
    "self": ("yes", "no"),
    "retracted": ("yes", "no"),
    "lang": None,  # any code of two or three letters
    "type": tuple(Kind),
    "study": tuple(StudyType),
    "article-type": None,  # as its source has it
}
_ARTICLE: dict[str, ArticleField] = {
    "cites": "cites",
    "citing": "citing",
    "cited-by": "citing",
    "id": "id",
    "doi": "id",
    "pmid": "id",
    "pmcid": "id",
    "arxiv": "id",
}
FIELDS = ("title", "abstract", "author", "journal", "year", "confidence", *_NAMED, *_ARTICLE)

# Nobody types more; what is longer is a pasted page, and would cost as much as it is long.
LONGEST = 4_000
DEEPEST = 40
MOST = 200


# -- words to tree ---------------------------------------------------------------------------------------------------------

_BLANK = re.compile(r"\s+")
_PLAIN = re.compile(r'[^\s()"“”]+')
_SOLID = re.compile(r"\S+")
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):(\s*)")
_QUOTED = re.compile(r'["“”„]([^"“”]*)["“”]')
_YEARS = re.compile(r"(\d{1,4})?(\.\.|-|–)(\d{1,4})?|(>=|<=|≥|≤|>|<|=)?(\d{1,4})")
_SHARE = re.compile(r"(?:>=|≥|=)?(?:(0?\.\d{1,6}|[01]\.\d{0,6})|(\d{1,3})%?)")
_MINUS = re.compile(r'-(?=[\w("“])')
_OPERATORS = ("AND", "OR", "NOT")


def parse_query(text: str) -> Query:
    """The tree of a query. Raises InvalidQuery, which says in a sentence what is wrong and where it starts.

    Words stand for AND; AND, OR and NOT are operators in capitals only. Anything that is no word (a lone dash, an
    ampersand) is passed over. The empty query matches everything.
    """
    if len(text) > LONGEST:
        raise _trouble(text[:60] + "…", 0, "long", most=LONGEST, many=len(text))
    parser = _Parser(text)
    parser.skip()
    if parser.done():
        return EVERYTHING
    tree = parser.alternatives("", 0)
    if not parser.done():
        parser.fail("closes_nothing")
    return tree if tree is not None else EVERYTHING


# Small words: whoever writes "sirolimus for malformations" does not ask for sentences with "for". What says no, more or after is
# none of them; nor is, of other languages than English, what English writes too, be it in small letters for an abbreviation
# ("die", "als", "im", "los", "na").
_ASKED_WITH = """
a about am among an and any are as at be been being between by can could did do does doing for from had has have how
i if in into is it its may me might must my of on or our shall should so some than that the their them then there these they
this those to us versus vs was we were what when where whether which who whom whose why will with would you your
"""
# What one asks for, not about: every article is a study, every statement says something, and whether it supports or
# contradicts is its stance, not its words. "safe" or "effective" is what is asked about.
_ASKED_FOR = """
agree agrees any article articles author authors claim claims conclude concludes confirm confirms contradict
contradicted contradicting contradicts contradictory contrast contrasting contrasts disagree disagrees dispute
disputes evidence exist exists find finds found help helped helpful helps know known literature paper papers prove
proven proves publication publications published really refute refutes research researchers result results said say
says scientists show shown shows studies study support supported supporting supports tell tells think true
"""
_SMALL_ELSEWHERE = """
auf aux avec bei beim che con da das de del della dem der di du durch ein eine einem einen einer eines el em en esta este et für
gegen il la le les mit oder para pelo pela por pour que sind sobre sur um uma un una und une vom von wie wird zu zum zur zwischen
"""
_BEGUN_WITH = """
am are can could did do does had has have how is may might must shall should was were what when where whether which who
whom whose why will would
"""
_ASKING, _BEGINS = frozenset((_ASKED_WITH + _ASKED_FOR).split()), frozenset(_BEGUN_WITH.split())
_SMALL = frozenset((_ASKED_WITH + _SMALL_ELSEWHERE).split())


def spare_small_words(query: Query) -> Query:
    """The tree in which small words ("for", "of", "und") need not be there, where others beside them are looked for.

    Phrases stay as they are, and so do names: capitals ("WHO", "vitamin A") and the words of authors and journals.
    """
    match query:
        case Or(items):
            return msgspec.structs.replace(query, items=tuple(map(spare_small_words, items)))
        case And(items):
            spared = tuple(_spared(item, first=not at) for at, item in enumerate(items))
            sought = [item for item in spared if isinstance(item, Phrase | Prefix | Or) or (isinstance(item, Word) and item.must)]
            return And(spared) if sought else query
        case _:
            return query


def _spared(item: Query, first: bool) -> Query:
    if isinstance(item, Word):
        return msgspec.structs.replace(item, must=not _is_small(item, first))
    return spare_small_words(item)


def _is_small(word: Word, first: bool) -> bool:
    bare = word.text.strip(_POINTS)
    if word.field in ("author", "journal") or (bare.isupper() and not (first and bare == "A")):
        return False
    return bare.lower() in _SMALL


def read_question(text: str) -> Query | None:
    """What a question in words asks about: its words but for those that only ask ("does", "the", "studies"); None for what is
    no question.

    A question ends in a question mark or begins as questions do, and holds no operators, phrases or fields.
    """
    words = re.findall(r"[^\s?]+", text.strip())
    plain = all(not _SPECIAL.search(word) and word not in _OPERATORS for word in words)
    if len(words) < 3 or not plain or not (text.rstrip().endswith("?") or words[0].lower() in _BEGINS):
        return None
    asked: list[Query] = []
    before = ""  # the word that stands right before this one, where it is asked about too
    for word in words:
        bare = word.strip(_POINTS)
        if not any(letter.isalnum() for letter in bare) or (bare.lower() in _ASKING and not (before and _NAMES.fullmatch(bare))):
            before = ""
        elif before and _TELLS_LITTLE.fullmatch(bare):
            asked[-1] = Phrase(f"{before} {bare}")
            before = ""
        else:
            asked.append(Word(bare))
            before = bare if bare == word else ""
    return all_of(asked) if asked else None


_POINTS = ".,:;!'’"
# What says something only together with the word before it: "vitamin D", "hepatitis A", "type 2".
_TELLS_LITTLE, _NAMES = re.compile(r"[^\W_]|\d{2}"), re.compile(r"[A-Z]")
_SPECIAL = re.compile(r'[:"“”„()*]|^-')


Fact = str | int | tuple[str, ...]

_TROUBLES = {
    "long": "a query may have {most} characters, this one has {many}",
    "closes_nothing": "this parenthesis closes nothing",
    "both_sides": "{name} needs something to look for on both sides",
    "too_deep": "the query is nested too deeply",
    "not_what": "NOT needs something to leave out after it",
    "too_many": "a query may look for {most} things at most",
    "unclosed": "this parenthesis is never closed",
    "empty_group": "there is nothing to look for between these parentheses",
    "unquoted": "this quotation mark is never closed",
    "empty_phrase": "there is nothing to look for between these quotation marks",
    "field": "there is no field {name!r}; there are: {known}. "
    "To look for the words as they stand, put them between quotation marks",
    "inside": "{name}: cannot stand inside {outer}:( )",
    "no_value": "{name}: needs a value after the colon",
    "year": "{written!r} is no year; write year:2015, year:2010..2015, year:>=2010 or year:<2000",
    "share": "{written!r} is no confidence; write confidence:80, for those at least 80 % sure",
    "backwards": "the years run backwards; write year:{first}..{last}",
    "identifier": "{written!r} is no {name}",
    "language": "{name}: takes a language code of two letters, such as en or pt, not {written!r}",
    "value": "{name}: takes {known}, not {written!r}",
    "star_end": "a * stands for any letters at the end of a word only",
    "star_short": "a * needs the first two letters of the word before it",
}
TROUBLES = tuple(_TROUBLES)
"""What can be wrong with a query; faces have words for each in their languages."""


def _trouble(text: str, at: int, kind: str, **facts: Fact) -> InvalidQuery:
    """The error, with its sentence and what the sentence is made of."""
    shown = {name: _shown(fact) for name, fact in facts.items()}
    return InvalidQuery(text, _TROUBLES[kind].format(**shown), at, kind, facts)


def _shown(fact: Fact) -> str:
    return ", ".join(fact) if isinstance(fact, tuple) else f"{fact:,}" if isinstance(fact, int) else fact


class _Parser:
    """Reads a query from left to right. `field` is that of an enclosing `title:( )`, handed down."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0

    def fail(self, kind: str, at: int | None = None, **facts: Fact) -> NoReturn:
        raise _trouble(self.text, self.at if at is None else at, kind, **facts)

    def done(self) -> bool:
        return self.at >= len(self.text)

    def skip(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()

    def operator(self, name: str) -> bool:
        """Takes the operator if it stands here as a word of its own."""
        word = _PLAIN.match(self.text, self.at)
        if word is None or word[0] != name:
            return False
        self.at = word.end()
        self.skip()
        return True

    def stops(self) -> bool:
        """Whether nothing more belongs to this group."""
        return self.done() or self.text[self.at] == ")"

    def alternatives(self, field: str, depth: int) -> Query | None:
        items = []
        while True:
            start = self.at
            item = self.conjunction(field, depth)
            if item is not None:
                items.append(item)
            elif items or self.text[self.at : self.at + 2] == "OR":
                self.fail("both_sides", start, name="OR")
            if not self.operator("OR"):
                return any_of(items) if items else None

    def conjunction(self, field: str, depth: int) -> Query | None:
        items: list[Query] = []
        wanted: int | None = None  # where an AND stands that still needs its right side
        while not self.stops():
            start = self.at
            if _PLAIN.match(self.text, self.at) and self._is_or():
                break
            if self.operator("AND"):
                if not items or wanted is not None:
                    self.fail("both_sides", start, name="AND")
                wanted = start
                continue
            item = self.negation(field, depth)
            if item is not None:
                items.append(item)
                wanted = None
            self.skip()
        if wanted is not None:
            self.fail("both_sides", wanted, name="AND")
        return all_of(items) if items else None

    def _is_or(self) -> bool:
        word = _PLAIN.match(self.text, self.at)
        return word is not None and word[0] == "OR"

    def negation(self, field: str, depth: int) -> Query | None:
        start, times = self.at, 0
        while True:
            minus = _MINUS.match(self.text, self.at)
            if minus:
                self.at = minus.end()
            elif not self.operator("NOT"):
                break
            times += 1
        if times + depth > DEEPEST:
            self.fail("too_deep", start)
        if times and (self.stops() or self._word_here() in _OPERATORS):
            self.fail("not_what", start)
        item = self.term(field, depth + times)
        if item is None and times:
            self.fail("not_what", start)
        for _ in range(times):
            item = Not(item)  # type: ignore[arg-type]
        return item

    def _word_here(self) -> str:
        word = _PLAIN.match(self.text, self.at)
        return word[0] if word else ""

    def term(self, field: str, depth: int) -> Query | None:
        self.count += 1
        if self.count > MOST:
            self.fail("too_many", most=MOST)
        here = self.text[self.at]
        if here == "(":
            return self.group(field, depth)
        if here in '"“”„':
            return self.phrase(field)
        named = self.field_here()
        if named is not None:
            return self.fielded(named, field, depth)
        return self.value(field) if field else self.word("")

    def group(self, field: str, depth: int) -> Query:
        start = self.at
        if depth >= DEEPEST:
            self.fail("too_deep")
        self.at += 1
        self.skip()
        item = self.alternatives(field, depth + 1)
        if self.done():
            self.fail("unclosed", start)
        self.at += 1
        if item is None:
            self.fail("empty_group", start)
        return item

    def phrase(self, field: str) -> Query:
        quoted = _QUOTED.match(self.text, self.at)
        if quoted is None:
            self.fail("unquoted")
        start = self.at
        if field and field not in _TEXT:
            item = self._value_of(field, quoted[1].strip(), start + 1)
        elif not any(letter.isalnum() for letter in quoted[1]):
            self.fail("empty_phrase")
        else:
            item = Phrase(" ".join(quoted[1].split()), _TEXT.get(field, ""))
        self.at = quoted.end()
        return item

    def field_here(self) -> re.Match[str] | None:
        """The field operator that stands here. A word with a colon behind it ("sirolimus: a review") is none unless it is
        the name of a field, nor is an identifier that looks like one (`https://doi.org/...`)."""
        named = _FIELD.match(self.text, self.at)
        if named is None or named[1].lower() in FIELDS:
            return named
        solid = _SOLID.match(self.text, self.at)
        address = solid is not None and "://" in solid[0] and find_identifier(self._unclosed(solid[0])) is not None
        only_a_colon = named[2] or self.text[named.end() : named.end() + 1] in ("", "(", ")")
        return None if address or only_a_colon else named

    def fielded(self, named: re.Match[str], outer: str, depth: int) -> Query | None:
        name = named[1].lower()
        if name not in FIELDS:
            self.fail("field", name=named[1], known=FIELDS)
        if outer:
            self.fail("inside", name=named[1], outer=outer)
        self.at = named.end()
        if self.done():
            self.fail("no_value", named.start(), name=name)
        here = self.text[self.at]
        if here == "(":
            return self.group(name, depth)
        if here in '"“”„':
            return self.phrase(name)
        return self.value(name)

    def value(self, field: str) -> Query | None:
        """What stands here, as a value of the field."""
        if field in _TEXT:
            return self.word(_TEXT[field])
        start = self.at
        if field in _ARTICLE:
            solid = _SOLID.match(self.text, self.at)
            written = self._unclosed(solid[0]) if solid else ""
        else:
            plain = _PLAIN.match(self.text, self.at)
            written = plain[0] if plain else ""
        if not written:
            self.fail("no_value", name=field)
        self.at += len(written)
        return self._value_of(field, written, start)

    @staticmethod
    def _unclosed(written: str) -> str:
        """Without the parentheses at the end that were opened before it began: DOIs may hold pairs of their own."""
        while written.endswith(")") and written.count(")") > written.count("("):
            written = written[:-1]
        return written

    def _value_of(self, field: str, written: str, start: int) -> Query:
        if field == "year":
            return self._years(written, start)
        if field == "confidence":
            return self._share(written, start)
        if field in _ARTICLE:
            return self._of_article(field, written, start)
        return self._named(field, written, start)  # type: ignore[arg-type]

    def _years(self, written: str, start: int) -> Years:
        found = _YEARS.fullmatch(written)
        if found is None or not (found[1] or found[3] or found[5]):
            self.fail("year", start, written=written)
        if found[5]:
            year = int(found[5])
            match found[4]:
                case ">=" | "≥":
                    return Years(year, None)
                case ">":
                    return Years(year + 1, None)
                case "<=" | "≤":
                    return Years(None, year)
                case "<":
                    return Years(None, max(0, year - 1))
                case _:
                    return Years(year, year)
        first, last = (int(found[i]) if found[i] else None for i in (1, 3))
        if first is not None and last is not None and first > last:
            self.fail("backwards", start, written=written, first=str(last), last=str(first))
        return Years(first, last)

    def _share(self, written: str, start: int) -> Sure:
        found = _SHARE.fullmatch(written)
        least = 2.0 if found is None else float(found[1]) if found[1] else int(found[2]) / 100
        if least > 1:
            self.fail("share", start, written=written)
        return Sure(least)

    def _of_article(self, field: str, written: str, start: int) -> OfArticle:
        if written.startswith("key:") and len(written) > 4:
            return OfArticle(_ARTICLE[field], written)
        found = find_identifier(written)
        scheme = field if field in ("doi", "pmid", "pmcid", "arxiv") else None
        if found is None or (scheme and found.scheme != scheme):
            kind = scheme.upper() if scheme else "DOI, PMID, PMCID or arXiv identifier"
            self.fail("identifier", start, written=written, name=kind)
        return OfArticle(_ARTICLE[field], str.__str__(found))

    def _named(self, field: NamedField, written: str, start: int) -> Is:
        value = written.lower()
        known = _NAMED[field]
        if field == "article-type":
            return Is(field, value)
        if known is None:
            if not re.fullmatch(r"[a-z]{2,3}", value):
                self.fail("language", start, name=field, written=written)
            return Is(field, value)
        value = value.replace("-", "_") if field == "study" else value
        fitting = [name for name in known if name == value] or [name for name in known if name.startswith(value)]
        if len(fitting) != 1:
            self.fail("value", start, name=field, known=tuple(map(str, known)), written=written)
        return Is(field, str(fitting[0]))

    def word(self, field: TextField) -> Query | None:
        """The word here, or an article named by identifier; None for what is no word."""
        start = self.at
        if not field:
            solid = _SOLID.match(self.text, start)
            whole = self._unclosed(solid[0]) if solid else ""
            found = find_identifier(whole) if "://" in whole else Doi.read(whole) if whole.startswith("10.") else None
            if found is not None:
                self.at = start + len(whole)
                return OfArticle("id", str.__str__(found))
        plain = _PLAIN.match(self.text, start)
        if plain is None:
            self.fail("no_value", name=field)
        written = plain[0]
        if written in _OPERATORS:
            self.fail("both_sides", name=written)
        self.at = plain.end()
        if written == "*":
            return EVERYTHING
        if not any(letter.isalnum() for letter in written):
            return None
        if "*" not in written:
            return Word(written, field)
        stem = written[:-1]
        if "*" in stem:
            self.fail("star_end", start + written.index("*"))
        if sum(letter.isalnum() for letter in stem) < 2 or not stem[-1].isalnum():
            self.fail("star_short", start)
        return Prefix(stem, field)


# -- tree to words ---------------------------------------------------------------------------------------------------------


def write_query(query: Query) -> str:
    """The query in words that `parse_query` reads as the same tree. Keys of resolved articles are not written."""
    match query:
        case Everything():
            return "*"
        case Word(text, field):
            return f"{field}:{text}" if field else text
        case Phrase(text, field):
            return f'{field}:"{text}"' if field else f'"{text}"'
        case Prefix(text, field):
            return f"{field}:{text}*" if field else f"{text}*"
        case Is(named, value):
            return f"{named}:{value}" if _PLAIN.fullmatch(value) else f'{named}:"{value}"'
        case Sure(least):
            return f"confidence:{least!r}"
        case Years(first, last):
            return f"year:{_written_years(first, last)}"
        case OfArticle(of, identifier):
            return f"{of}:{identifier}"
        case And(items):
            return " ".join(f"({write_query(item)})" if isinstance(item, Or) else write_query(item) for item in items)
        case Or(items):
            return " OR ".join(write_query(item) for item in items)
        case Not(item):
            return f"NOT ({write_query(item)})" if isinstance(item, And | Or) else f"NOT {write_query(item)}"


def _written_years(first: int | None, last: int | None) -> str:
    if first is None:
        return f"<={last}"
    if last is None:
        return f">={first}"
    return str(first) if first == last else f"{first}..{last}"


def show_tree(query: Query) -> str:
    """The tree as an s-expression, for case files and for finding out how a query was understood."""
    match query:
        case Everything():
            return "*"
        case Word(text, field, must):
            shown = text if must else f"[{text}]"
            return f"({field} {shown})" if field else shown
        case Phrase(text, field):
            return f'({field} "{text}")' if field else f'"{text}"'
        case Prefix(text, field):
            return f"({field} {text}*)" if field else f"{text}*"
        case Is(named, value):
            return f"({named} {value})"
        case Sure(least):
            return f"(confidence {least!r})"
        case Years(first, last):
            return f"(year {'-' if first is None else first} {'-' if last is None else last})"
        case OfArticle(of, identifier):
            return f"({of} {identifier})"
        case And(items):
            return f"(and {' '.join(map(show_tree, items))})"
        case Or(items):
            return f"(or {' '.join(map(show_tree, items))})"
        case Not(item):
            return f"(not {show_tree(item)})"


# -- what else can be asked of a tree --------------------------------------------------------------------------------------


def resolve(query: Query, keys_of: Callable[[Identifier], Sequence[str]]) -> Query:
    """The tree with article keys for every identifier in it; `keys_of` answers with none for one it does not know."""
    match query:
        case And(items):
            return And(tuple(resolve(item, keys_of) for item in items))
        case Or(items):
            return Or(tuple(resolve(item, keys_of) for item in items))
        case Not(item):
            return Not(resolve(item, keys_of))
        case OfArticle(field, named) if named.startswith("key:"):
            return OfArticle(field, named, (named[4:],))
        case OfArticle(field, named):
            identifier = find_identifier(named)
            return OfArticle(field, named, tuple(keys_of(identifier)) if identifier is not None else ())
        case _:
            return query


def kinds_asked(query: Query) -> tuple[Kind, ...]:
    """Which kinds of documents can answer: what `type:` says, and statements alone where a property of theirs is asked for."""
    match query:
        case And(items):
            return tuple(kind for kind in Kind if all(kind in kinds_asked(item) for item in items))
        case Or(items):
            return tuple(kind for kind in Kind if any(kind in kinds_asked(item) for item in items))
        case Is("type", value):
            return (Kind(value),)
        case Is("article-type" | "lang" | "study" | "retracted" | "stance" | "evidence"):
            return tuple(Kind)
        case Is() | Sure() | OfArticle("cites" | "citing"):
            return (Kind.STATEMENT,)
        case OfArticle("id"):
            return (Kind.ARTICLE,)
        case Not(Is("type", value)):
            return tuple(kind for kind in Kind if kind != value)
        case Not(item):
            return kinds_asked(item)
        case _:
            return tuple(Kind)
