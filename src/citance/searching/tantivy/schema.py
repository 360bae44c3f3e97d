"""What the two indexes keep of an article and of an entry of statements, and how words are taken apart.

Articles and statements have an index each: an article comes again whenever its tally changes, and so rewrites a small
index instead of the large one; and counting over all statements needs no filter. Nothing of the text is stored, only
names: what is shown comes from the store.

Words are cut at everything that is no letter or digit, lower-cased, rid of accents, and (but for authors and journals)
brought to their English stem: "infections" finds "infection". Other languages go the same way: their words are found as
they are written, some endings apart; what is written without blanks (Chinese, Japanese, Thai) is found by whole runs only.

Words that not everybody may know of stand in fields of their own, which are asked only for those who may: the sentences of
private documents, those of snippet ones that are longer than a snippet (what is shown of them stands with the others), all of a
private article's words, the abstract of a snippet one. Left out by a filter alone, they would still tell how rare a word is, in
scores and in what a misspelled word may have meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from zlib import crc32

import msgspec
import tantivy

from citance.errors import UnknownName
from citance.model import TALLIED, Evidence, SectionKind, Stance, Standing, StudyType, Tally
from citance.model.keys import read_name, write_name
from citance.searching.base import VISIBILITIES, ArticleEntry, StatementEntry
from citance.searching.tantivy.entries import step_of, write_members

VERSION = 7  # to be raised whenever a document would be indexed otherwise

STANCES, EVIDENCES, SECTIONS, STUDIES = tuple(Stance), tuple(Evidence), tuple(SectionKind), tuple(StudyType)
STANDINGS = tuple(Standing)
_STANCE_CODES: dict[str, int] = {name: code for code, name in enumerate(STANCES)}
_EVIDENCE_CODES: dict[str, int] = {name: code for code, name in enumerate(EVIDENCES)}
_SECTION_CODES: dict[str, int] = {name: code for code, name in enumerate(SECTIONS)}
_STUDY_CODES: dict[str, int] = {name: code for code, name in enumerate(STUDIES)}
_VISIBILITY_CODES: dict[str, int] = {name: code for code, name in enumerate(VISIBILITIES)}
_PRIVATE = _VISIBILITY_CODES["private"]

_APART = "apart_"


def fields_of(name: str, visibility: Sequence[str]) -> tuple[str, ...]:
    """The fields in which words are looked for, by a filter for visibilities; () asks nothing, and so leaves none out."""
    return (name, _APART + name) if _knows_all(visibility) else (name,)


def _knows_all(visibility: Sequence[str]) -> bool:
    return not visibility or VISIBILITIES[-1] in visibility


# The folder of an index bears this name, so that one made by another version is simply not there.
FINGERPRINT = f"{VERSION}-{blake2b(repr((STANCES, EVIDENCES, SECTIONS, STUDIES, STANDINGS)).encode(), digest_size=3).hexdigest()}"


def _analyzer(*filters: tantivy.Filter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in (tantivy.Filter.remove_long(60), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *filters):
        builder = builder.filter(one)
    return builder.build()


PLAIN = _analyzer()
STEMMED = _analyzer(tantivy.Filter.stemmer("english"))


def register(index: tantivy.Index) -> None:
    """Tells an opened index how words are taken apart."""
    index.register_tokenizer("plain", PLAIN)
    index.register_tokenizer("stemmed", STEMMED)


# -- keys of articles ------------------------------------------------------------------------------------------------------


def _number(key: str) -> int | None:
    """A key as a number of 64 bits; None where it is not made as ours are, 13 letters of base 32.

    As numbers in a column keys take less than as stored text, and those of many hits are read without touching stored documents.
    """
    return read_name(key) if len(key) == 13 else None


def keys_of(searcher: tantivy.Searcher, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
    """The keys of articles."""
    addresses = list(addresses)
    return [
        bytes(searcher.doc(address)["name"][0]).decode("utf-8", "surrogatepass")
        if number is None
        else write_name(int(number), 13)
        for address, number in zip(addresses, searcher.fast_field_values("number", addresses), strict=True)
    ]


# -- fields ----------------------------------------------------------------------------------------------------------------


def statement_schema() -> tantivy.Schema:
    """The fields of an entry of statements; see `entries`."""
    fields = tantivy.SchemaBuilder()
    fields.add_bytes_field("members", stored=True)
    fields.add_unsigned_field("many", fast=True)  # members
    fields.add_boolean_field("several", indexed=True)  # marks a statement that cites several articles
    for name in ("citing", "cited"):  # as numbers they would take more room
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_unsigned_field("visibility", indexed=True)  # numbers, for every text field costs a byte a document: its length
    fields.add_unsigned_field("language", indexed=True, fast=True)
    for name in fields_of("sentence", ()):
        fields.add_text_field(name, tokenizer_name="stemmed", index_option="position")
    for name in ("stance", "evidence", "section", "study_type"):
        fields.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("year", "by_year", "confidence"):
        fields.add_unsigned_field(name, fast=True)
    fields.add_boolean_field("own", indexed=True, fast=True)
    for name in ("journal", "article_type", "author"):
        fields.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return fields.build()


def article_schema() -> tantivy.Schema:
    """The fields of an article."""
    fields = tantivy.SchemaBuilder()
    fields.add_bytes_field("name", stored=True)  # its key, where that is no number
    fields.add_unsigned_field("number", fast=True)
    fields.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in (*fields_of("title", ()), *fields_of("abstract", ())):
        fields.add_text_field(name, tokenizer_name="stemmed", index_option="position")
    for name in fields_of("author", ()):
        fields.add_text_field(name, tokenizer_name="plain", index_option="position")
    fields.add_unsigned_field("visibility", indexed=True)
    for name in ("journal", "article_type"):
        fields.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("has_document", "said", "standing", "study_type", "language"):
        fields.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("year", "by_year", "by_total", "by_supporting", "by_contrasting"):
        fields.add_unsigned_field(name, fast=True)
    return fields.build()


# -- documents -------------------------------------------------------------------------------------------------------------

# What an index sorts by is the number meant, shifted, with a digest of the name behind it: no two are equal, so pages do not
# overlap. Relevance is multiplied by the logarithm of such a number (tantivy's `weight_by_field`). The numbers are raised so
# that this tips equals only: 0.002 % a year for statements, for articles 6 % at 100 statements and 18 % at 1,000.
_DIGEST_BITS = 16
_YEARS_UP = 4_096
_TOTAL_UP = 64


def _digest(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) & 0xFFFF


class _StatementFields(msgspec.Struct, omit_defaults=True, gc=False):
    members: bytes
    many: int
    citing: str
    cited: tuple[str, ...]
    section: int
    stance: int
    by_year: int
    sentence: str = ""
    apart_sentence: str = ""
    evidence: int | None = None
    year: int | None = None
    own: bool = False
    journal: str = ""
    visibility: int | None = None
    language: int | None = None
    several: bool = False
    article_type: str = ""
    author: tuple[str, ...] = ()
    confidence: int | None = None
    study_type: int | None = None


class _ArticleFields(msgspec.Struct, omit_defaults=True, gc=False):
    key: str
    by_year: int
    by_total: int
    has_document: int
    title: str = ""
    abstract: str = ""
    author: tuple[str, ...] = ()
    journal: str = ""
    year: int | None = None
    by_supporting: int | None = None
    by_contrasting: int | None = None
    name: bytes | None = None
    number: int | None = None
    article_type: str = ""
    visibility: int | None = None
    apart_title: str = ""
    apart_abstract: str = ""
    apart_author: tuple[str, ...] = ()
    said: int | None = None
    standing: int | None = None
    study_type: int | None = None
    language: int | None = None


_ENCODER = msgspec.json.Encoder()


def _json(fields: msgspec.Struct) -> str:
    # JSON, for tantivy reads it faster (25 us a document all in all) than Python can fill a Document field by field (27).
    try:
        return _ENCODER.encode(fields).decode()
    except UnicodeEncodeError:  # half of a surrogate pair, out of a broken file
        for name in fields.__struct_fields__:
            value = getattr(fields, name)
            if isinstance(value, str):
                setattr(fields, name, value.encode("utf-8", "replace").decode())
            elif isinstance(value, tuple):
                setattr(fields, name, tuple(one.encode("utf-8", "replace").decode() for one in value))
        return _ENCODER.encode(fields).decode()


def statement_document(members: Sequence[StatementEntry]) -> str:
    """One entry as tantivy takes it. Raises UnknownName for an unknown visibility."""
    one = members[0]
    visibility = _visibility(one.visibility)
    apart = visibility == _PRIVATE
    year, language = one.year, one.language
    return _json(
        _StatementFields(
            write_members(members),
            len(members),
            one.citing,
            one.cited if len(members) == 1 else tuple([key for member in members for key in member.cited]),
            _SECTION_CODES[one.section],
            _STANCE_CODES[one.stance],
            (year or 0) + _YEARS_UP << _DIGEST_BITS | _digest(one.id),
            "" if apart else one.sentence if one.shown is None else one.shown,
            one.sentence if apart or one.shown is not None else "",
            None if one.evidence is None else _EVIDENCE_CODES[one.evidence],
            year,
            one.self_citation,
            one.journal,
            visibility or None,  # what is open is not marked: most are, and "all but the private ones" is always asked
            None if language is None else code_of("language", language),
            len(one.cited) > 1,
            one.article_type,
            one.authors,
            step_of(one.confidence),
            _study_code(one.study_type, one.study_apart),
        )
    )


def article_document(entry: ArticleEntry) -> str:
    """The article as tantivy takes it. Raises UnknownName for an unknown visibility."""
    tally, key, year = entry.tally, entry.key, entry.year
    supporting, contrasting = tally.supporting, tally.contrasting
    total = supporting + contrasting + tally.mentioning + tally.unclassified
    number, digest = _number(key), _digest(key)
    visibility = _visibility(entry.visibility)
    apart, brief = visibility == _PRIVATE, visibility != 0
    return _json(
        _ArticleFields(
            key,
            (year or 0) + _YEARS_UP << _DIGEST_BITS | digest,
            total + _TOTAL_UP << _DIGEST_BITS | digest,
            int(entry.has_document),
            "" if apart else entry.title,
            "" if brief else entry.abstract,
            () if apart else entry.authors,
            entry.journal,
            year,
            supporting << _DIGEST_BITS | digest if supporting else None,
            contrasting << _DIGEST_BITS | digest if contrasting else None,
            key.encode("utf-8", "surrogatepass") if number is None else None,
            number,
            entry.article_type,
            visibility or None,
            entry.title if apart else "",
            entry.abstract if brief else "",
            entry.authors if apart else (),
            _said(tally) or None,
            sum(1 << STANDINGS.index(one) for one in entry.standing) or None,
            _study_code(entry.study_type, entry.study_apart),
            None if entry.language is None else code_of("language", entry.language),
        )
    )


# -- what an article has several of, as one number: a bit for each, so that a column of a few bits says it -----------------


def _said(tally: Tally) -> int:
    """What the statements about an article are, as a number: a bit for each of TALLIED."""
    return sum(1 << bit for bit, count in enumerate(msgspec.structs.astuple(tally)[: len(TALLIED)]) if count)


def said_codes(stances: Sequence[str], evidences: Sequence[str]) -> list[int]:
    """The numbers of articles with a statement of one of these stances and evidences; () asks nothing of it."""
    wanted = sum(
        1 << bit
        for bit, (stance, evidence) in enumerate(TALLIED)
        if (not stances or stance in stances) and (not evidences or evidence in evidences)
    )
    return [code for code in range(1, 1 << len(TALLIED)) if code & wanted]


def said_of(code: int, stances: Sequence[str], evidences: Sequence[str]) -> tuple[set[str], set[str]]:
    """The stances of the statements about an article of this number that are of these evidences, and the evidences of those that
    are of these stances."""
    said = [pair for bit, pair in enumerate(TALLIED) if code >> bit & 1]
    return (
        {str(stance) for stance, evidence in said if not evidences or evidence in evidences},
        {str(evidence) for stance, evidence in said if evidence is not None and (not stances or stance in stances)},
    )


def standing_codes(wanted: Sequence[str]) -> list[int]:
    """The numbers of articles of one of these standings."""
    codes = range(1, 1 << len(STANDINGS))
    return [code for code in codes if any(one in wanted for one in standing_of(code))]


def standing_of(code: int) -> list[str]:
    """The standings of an article of this number."""
    return [str(one) for bit, one in enumerate(STANDINGS) if code >> bit & 1]


# -- study types -----------------------------------------------------------------------------------------------------------


def _study_code(name: str, apart: bool) -> int | None:
    """The number of a study type; those that not everybody may know of are counted behind the others."""
    code = _STUDY_CODES.get(name)
    return None if code is None else code + len(STUDIES) if apart else code


def study_codes(names: Sequence[str], visibility: Sequence[str]) -> list[int]:
    """The numbers under which study types are found by those who may see these visibilities; none for what is no study type."""
    may_know = (False, True) if _knows_all(visibility) else (False,)
    return [code for name in names for apart in may_know if (code := _study_code(name, apart)) is not None]


def study_of(code: int, visibility: Sequence[str]) -> str:
    """The study type of a number; "" where those who may see these visibilities may not know it."""
    return STUDIES[code % len(STUDIES)] if code < len(STUDIES) or _knows_all(visibility) else ""


def _visibility(name: str) -> int:
    """The code of a visibility. An unknown one must not pass for open."""
    code = _VISIBILITY_CODES.get(name)
    if code is None:
        raise UnknownName("visibility", name, VISIBILITIES)
    return code


def code_of(field: str, value: str) -> int:
    """The number under which a value is kept: a stance, evidence, section, visibility or language."""
    if field == "language":
        return int.from_bytes(value.encode("utf-8", "replace")[:_LANGUAGE_BYTES], "big")
    return _CODES[field][value]


_LANGUAGE_BYTES = 6  # counts speak of numbers as floats, which hold so much exactly


def language_of(code: int) -> str:
    """The language of a number that `code_of` gave."""
    return code.to_bytes(_LANGUAGE_BYTES, "big").lstrip(b"\0").decode("utf-8", "replace")


_CODES: dict[str, dict[str, int]] = {
    "stance": _STANCE_CODES,
    "evidence": _EVIDENCE_CODES,
    "section": _SECTION_CODES,
    "visibility": _VISIBILITY_CODES,
}
