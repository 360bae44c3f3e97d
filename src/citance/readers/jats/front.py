"""Front matter: what the file says of the article itself."""

from __future__ import annotations

import re
from typing import Any

from citance.model.article import ArticleRecord, Author, Journal, RelatedArticle, RelationKind
from citance.model.document import Problem, ProblemKind
from citance.model.identifiers import NO_IDENTIFIERS, ArxivId, Doi, Identifiers, Pmcid, Pmid, find_identifier
from citance.readers.jats.names import LANGUAGE, LOCAL, href, words
from citance.readers.jats.references import split_name

Element = Any

_ID_KINDS: dict[str, type[Doi] | type[Pmid] | type[Pmcid] | type[ArxivId]] = {
    "doi": Doi,
    "pmid": Pmid,
    "pmc": Pmcid,
    "pmcid": Pmcid,
    "arxiv": ArxivId,
}
_THREE_LETTERS = {
    "eng": "en", "spa": "es", "por": "pt", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de", "ita": "it", "rus": "ru",
    "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "pol": "pl", "tur": "tr", "ces": "cs", "cze": "cs", "hun": "hu",
    "nld": "nl", "dut": "nl", "cat": "ca", "ukr": "uk", "ara": "ar", "fas": "fa", "per": "fa", "ind": "id",
}  # fmt: skip
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")
_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/[^\s\"'<>)]+[^\s\"'<>).,;]", re.I)

# Publication, online, in print or as part of a volume (a volume can be of the year before, and that is the year it is cited
# by). PMC's release and the journal's handling (received, accepted) do not count.
_PUBLISHED = frozenset({
    "epub", "ppub", "epub-ppub", "pub", "publication", "original-publication", "epreprint", "preprint", "ecorrected",
    "collection", "issue-pub", "issue", None, "",
})  # fmt: skip
_HANDLED = frozenset({
    "pmc-release", "nihms-submitted", "received", "rev-recd", "rev-request", "accepted", "retracted", "corrected",
    "retraction", "correction",
})  # fmt: skip


def language_code(declared: str | None) -> str | None:
    """ISO 639-1 of what xml:lang says; None where it says nothing we know."""
    if not declared:
        return None
    code = declared.strip().replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isalpha() else _THREE_LETTERS.get(code)


def read_front(article: Element, problems: list[Problem]) -> ArticleRecord:
    """The record that an article's (or sub-article's) front matter gives, but for the abstract, which is part of the text."""
    front = next((c for c in article if LOCAL[c.tag] in ("front", "front-stub")), None)
    article_type = article.get("article-type")
    language = language_code(article.get(LANGUAGE))
    if front is None:
        return ArticleRecord(article_type=article_type, language=language)
    parts: dict[str, list[Element]] = {}
    journal = Journal()
    metas = [front]  # a front-stub is its own article-meta
    for child in front:
        name = LOCAL[child.tag]
        if name == "journal-meta":
            journal = _read_journal(child)
        elif name == "article-meta":
            metas.append(child)
    for meta in metas:
        for child in meta:
            parts.setdefault(LOCAL[child.tag], []).append(child)
    first = {name: words(found[0]) for name, found in parts.items() if name in _PLAIN_PARTS}
    identifiers, other_ids = _read_ids(parts.get("article-id", ()), problems)
    title, subtitle = _read_titles(parts.get("title-group", ()))
    date = _earliest(parts.get("pub-date", ()))
    pages = first.get("page-range", "").replace("–", "-").partition("-")
    year = _year_of(date)
    return ArticleRecord(
        identifiers=identifiers,
        title=title,
        subtitle=subtitle,
        authors=_read_authors(parts),
        journal=journal,
        year=year,
        date=date,
        volume=first.get("volume") or None,
        issue=first.get("issue") or None,
        first_page=first.get("fpage") or pages[0].strip() or first.get("elocation-id") or None,
        last_page=first.get("lpage") or pages[2].strip() or None,
        article_type=article_type,
        keywords=_read_keywords(parts.get("kwd-group", ()), language),
        subjects=_read_subjects(parts.get("article-categories", ())),
        licence=_read_licence(parts),
        language=language,
        other_ids=other_ids,
        related=_read_related(parts, article_type),
    )


_PLAIN_PARTS = frozenset({"volume", "issue", "fpage", "lpage", "page-range", "elocation-id"})


def _read_ids(found: Any, problems: list[Problem]) -> tuple[Identifiers, tuple[tuple[str, str], ...]]:
    """The article's identifiers, the first of each kind, and all other ids with their kind."""
    by_kind: dict[str, Any] = {}
    others: list[tuple[str, str]] = []
    for element in found:
        kind, text = element.get("pub-id-type") or "", words(element)
        if not text:
            continue
        reader = _ID_KINDS.get(kind)
        if reader is None:
            others.append((kind, text))
            continue
        identifier = reader.read(f"PMC{text}" if reader is Pmcid and text.isdigit() else text)
        if identifier is None and reader is Doi and (identifier := ArxivId.read(text)) is not None:
            reader = ArxivId  # arXiv's own DOIs are arXiv ids
        if identifier is None:
            problems.append(Problem(ProblemKind.BAD_IDENTIFIER, f"the article's {kind} is none: {text[:80]!r}", "article-id"))
        elif by_kind.setdefault(reader.scheme, identifier) != identifier:
            others.append((kind, text))
            words_for_it = f"a second {kind}, {identifier}, beside {by_kind[reader.scheme]}"
            problems.append(Problem(ProblemKind.IDENTIFIER_CONFLICT, words_for_it, "article-id"))
    return (Identifiers(**by_kind) if by_kind else NO_IDENTIFIERS), tuple(others)


def _read_titles(groups: Any) -> tuple[str, str]:
    title = subtitle = ""
    for group in groups:
        for child in group:
            name = LOCAL[child.tag]
            if name == "article-title":
                title = title or _title_words(child)
            elif name == "subtitle":
                subtitle = subtitle or _title_words(child)
    return title, subtitle


def _title_words(element: Element) -> str:
    """A title without its footnotes' signs."""
    if not any(LOCAL[child.tag] in ("xref", "fn") for child in element):
        return words(element)
    parts = [element.text or ""]
    for child in element:
        if LOCAL[child.tag] not in ("xref", "fn"):
            parts.append(" ".join(words(child).split()) if len(child) else child.text or "")
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


# -- people --


def _read_authors(parts: dict[str, list[Element]]) -> tuple[Author, ...]:
    affiliations: dict[str, str] = {}
    unnamed: list[str] = []  # those that no author can link to
    everyone = parts.get("contrib-group", [])
    groups = [group for group in everyone if (group.get("content-type") or "").casefold() not in _NO_AUTHORS]
    for place in [*parts.get("aff", ()), *parts.get("aff-alternatives", ()), *(e for g in everyone for e in g)]:
        name = LOCAL[place.tag]
        if name in ("aff", "aff-alternatives"):
            one = place if name == "aff" else next((e for e in place if LOCAL[e.tag] == "aff"), place)
            text = _affiliation(one)
            ids = [identity for identity in (place.get("id"), one.get("id")) if identity]
            affiliations.update(dict.fromkeys(ids, text))
            if not ids and (place.getparent() in groups or place.getparent() not in everyone):
                unnamed.append(text)
    alone = [*affiliations.values(), *unnamed]
    if len(alone) != 1:
        alone = []
    authors: list[Author] = []
    for group in groups:
        for contrib in group:
            if LOCAL[contrib.tag] == "contrib" and contrib.get("contrib-type") in _AUTHOR_TYPES:
                author = _read_contrib(contrib, affiliations, alone)
                if author is not None:
                    authors.append(author)
    return tuple(authors)


_NO_AUTHORS = frozenset({"editor", "editors", "reviewer", "reviewers"})
_AUTHOR_TYPES = frozenset({None, "", "author", "Author", "authors", "first-author", "corresponding-author", "corresp", "group"})


def _read_contrib(contrib: Element, affiliations: dict[str, str], alone: list[str]) -> Author | None:
    name: Author | None = None
    orcid: str | None = None
    places: list[str] = []
    for child in contrib:
        tag = LOCAL[child.tag]
        if tag == "name-alternatives":
            child = next((e for e in child if LOCAL[e.tag] in ("name", "string-name")), child)
            tag = LOCAL[child.tag]
        elif tag == "collab-alternatives":
            child = next((e for e in child if LOCAL[e.tag] == "collab"), child)
            tag = LOCAL[child.tag]
        if tag in ("name", "string-name"):
            name = name or _read_person(child)
        elif tag in ("collab", "on-behalf-of"):
            name = name or _read_group(child)
        elif tag == "contrib-id" or tag == "uri" or tag == "ext-link":
            orcid = orcid or _orcid(child)
        elif tag == "xref" and child.get("ref-type") in ("aff", None, ""):
            places += [affiliations[r] for r in (child.get("rid") or "").split() if affiliations.get(r)]
        elif tag == "aff" and (place := _affiliation(child)):
            places.append(place)
    if name is None:
        return None
    return Author(name.surname, name.given, orcid, tuple(dict.fromkeys(places or alone)), name.group)


def _read_person(element: Element) -> Author | None:
    parts = {LOCAL[child.tag]: words(child) for child in element}
    surname, given = parts.get("surname", ""), parts.get("given-names", "")
    if not surname and not given:
        text = words(element)
        return split_name(text) if text else None
    return Author(surname, given) if surname else Author(given)


def _read_group(collab: Element) -> Author | None:
    """A group's own name, without the members listed in it."""
    parts = [collab.text or ""]
    for child in collab:
        if LOCAL[child.tag] not in ("contrib-group", "xref", "fn", "aff", "address", "email"):
            parts.append(words(child))
        parts.append(child.tail or "")
    name = " ".join("".join(parts).split()).strip(" ,;:")
    return Author(name, group=True) if name else None


def _orcid(element: Element) -> str | None:
    text = f"{words(element)} {href(element)}"
    if (element.get("contrib-id-type") or "").casefold() != "orcid" and "orcid" not in text.casefold():
        return None
    found = _ORCID.search(text)
    return "-".join(found.groups()).upper() if found else None


_NOT_AN_ADDRESS = frozenset({"label", "sup", "institution-id", "email", "ext-link", "uri", "xref"})


def _affiliation(aff: Element) -> str:
    """An affiliation in words; parts that stand side by side without a sign between them get a comma."""
    parts: list[str] = [aff.text or ""]

    def collect(element: Element) -> None:
        for child in element:
            name = LOCAL[child.tag]
            if name in ("institution-wrap", "addr-line") and len(child):
                parts.append(child.text or "")
                collect(child)
            elif name not in _NOT_AN_ADDRESS and (text := words(child)):
                if parts and parts[-1].strip() and not parts[-1].rstrip().endswith((",", ";", "(", ":", "-")):
                    before = "".join(parts).rstrip()
                    parts.append(", " if before and before[-1].isalnum() and not parts[-1][-1:].isspace() else "")
                parts.append(text)
                if not (child.tail and child.tail.strip()):
                    parts.append(", ")
            if child.tail and child.tail.strip():
                parts.append(child.tail)

    collect(aff)
    text = " ".join("".join(parts).split()).replace(" ,", ",").replace(",,", ",")
    return text.strip(" ,;.")


# -- journal, dates, licence --


def _read_journal(meta: Element) -> Journal:
    title = abbreviation = publisher = ""
    ids: dict[str, str] = {}
    issns: list[str] = []
    for child in meta.iter():
        name = LOCAL[child.tag]
        if name == "journal-title":
            title = title or words(child)
        elif name == "abbrev-journal-title":
            abbreviation = abbreviation or words(child)
        elif name in ("issn", "issn-l"):
            issns.append(words(child).upper())
        elif name == "publisher-name":
            publisher = publisher or words(child)
        elif name == "journal-id":
            ids.setdefault(child.get("journal-id-type") or "", words(child))
    abbreviation = abbreviation or ids.get("nlm-ta") or ids.get("iso-abbrev") or ""
    return Journal(
        title=title or abbreviation,
        abbreviation=abbreviation or None,
        issns=tuple(dict.fromkeys(filter(None, issns))),
        publisher=publisher or None,
    )


def _earliest(found: Any) -> str | None:
    """The earliest date of publication, online, in print or of the volume, as exact as it is known."""
    dated = [(e.get("date-type") or e.get("pub-type"), date) for e in found if (date := _date(e))]
    dates = [date for kind, date in dated if kind in _PUBLISHED]
    dates = dates or [date for kind, date in dated if kind not in _HANDLED]  # a kind unheard of is better than no date
    if not dates:
        return None
    # "2019" is no earlier than "2019-07-04": of dates that do not contradict, the exact one says more.
    year = min(date[:4] for date in dates)
    return min((date for date in dates if date.startswith(year)), key=lambda date: (date + "-99-99")[:10])


def _date(element: Element) -> str | None:
    iso = element.get("iso-8601-date")
    if iso and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", iso):
        return str(iso)
    parts = {LOCAL[child.tag]: words(child) for child in element}
    year = re.search(r"\d{4}", parts.get("year") or words(element))
    if year is None:
        return None
    date = year[0]
    month = _month(parts.get("month", ""))
    if month:
        date += f"-{month:02d}"
        day = parts.get("day", "")
        if day.isdigit() and 1 <= int(day) <= 31:
            date += f"-{int(day):02d}"
    return date


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    text = text[:3].casefold()
    return _MONTHS.index(text) + 1 if text in _MONTHS else None


def _year_of(date: str | None) -> int | None:
    return int(date[:4]) if date and date[:4].isdigit() else None


def _read_licence(parts: dict[str, list[Element]]) -> str | None:
    """The licence's address where there is one, else its words."""
    licences = [c for p in parts.get("permissions", ()) for c in p.iter() if LOCAL[c.tag] == "license"]
    licences += parts.get("license", [])
    stated = ""
    for licence in licences:
        if address := href(licence):
            return address
        for inner in licence.iter():
            if LOCAL[inner.tag] == "license_ref" and (address := words(inner)):
                return address
        for inner in licence.iter():
            if LOCAL[inner.tag] in ("ext-link", "uri") and "creativecommons" in (address := href(inner) or words(inner)):
                return address
        text = words(licence)
        if found := _CREATIVE_COMMONS.search(text):
            return found[0]
        stated = stated or text
    for permissions in parts.get("permissions", ()):
        for inner in permissions:
            if LOCAL[inner.tag] == "license_ref" and (address := words(inner)):
                return address
    return stated or _licence_in_copyright(parts) or None


def _licence_in_copyright(parts: dict[str, list[Element]]) -> str:
    """The words about the copyright where they grant what a licence would, as files did before there was a tag for it."""
    statements = [c for p in parts.get("permissions", ()) for c in p if LOCAL[c.tag] == "copyright-statement"]
    for statement in [*statements, *parts.get("copyright-statement", ())]:
        text = words(statement)
        if found := _CREATIVE_COMMONS.search(text):
            return found[0]
        if _GRANTS.search(text):
            return text
    return ""


_GRANTS = re.compile(r"creative commons|open[- ]access|\bCC[- ]BY\b|verbatim copying|permitted in all media", re.I)


# -- words about the article --


def _read_keywords(groups: Any, language: str | None) -> tuple[str, ...]:
    """The keywords in the article's language."""
    found: list[str] = []
    for group in groups:
        spoken = language_code(group.get(LANGUAGE))
        if spoken and language and spoken != language:
            continue
        for kwd in group.iter():
            name = LOCAL[kwd.tag]
            if (name == "kwd" and (text := words(kwd))) or (
                name == "compound-kwd"
                and (text := ", ".join(filter(None, (words(p) for p in kwd if p.get("content-type") != "code"))))
            ):
                found.append(text)
    return tuple(dict.fromkeys(found))


def _read_subjects(categories: Any) -> tuple[str, ...]:
    subjects = (e for c in categories for e in c.iter() if LOCAL[e.tag] in ("subject", "series-title"))
    return tuple(dict.fromkeys(filter(None, map(words, subjects))))


# -- related articles --

# JATS suggests these words; a notice names the article it is about, the article names its notice ("-forward").
_RELATIONS = {
    "corrected-article": RelationKind.CORRECTION_OF,
    "addended-article": RelationKind.CORRECTION_OF,
    "correction-forward": RelationKind.CORRECTED_BY,
    "corrected-by": RelationKind.CORRECTED_BY,
    "retracted-article": RelationKind.RETRACTION_OF,
    "partially-retracted-article": RelationKind.RETRACTION_OF,
    "retraction-forward": RelationKind.RETRACTED_BY,
    "retracted-by": RelationKind.RETRACTED_BY,
    "object-of-concern": RelationKind.CONCERN_ABOUT,
    "expression-of-concern-of": RelationKind.CONCERN_ABOUT,
    "commentary-article": RelationKind.COMMENTARY_ON,
    "reviewed-article": RelationKind.COMMENTARY_ON,
    "peer-reviewed-article": RelationKind.COMMENTARY_ON,
    "companion": RelationKind.COMPANION,
    "preprint": RelationKind.HAS_PREPRINT,
    "published-article": RelationKind.PREPRINT_OF,
    "is-preprint-of": RelationKind.PREPRINT_OF,
}
# Words that name the notice and not the direction: in the notice itself they point at the article, elsewhere at the notice.
_UNDIRECTED = {
    "correction": (RelationKind.CORRECTION_OF, RelationKind.CORRECTED_BY),
    "erratum": (RelationKind.CORRECTION_OF, RelationKind.CORRECTED_BY),
    "corrigendum": (RelationKind.CORRECTION_OF, RelationKind.CORRECTED_BY),
    "addendum": (RelationKind.CORRECTION_OF, RelationKind.CORRECTED_BY),
    "retraction": (RelationKind.RETRACTION_OF, RelationKind.RETRACTED_BY),
    "partial-retraction": (RelationKind.RETRACTION_OF, RelationKind.RETRACTED_BY),
    "expression-of-concern": (RelationKind.CONCERN_ABOUT, RelationKind.CONCERN_BY),
    "commentary": (RelationKind.COMMENTARY_ON, RelationKind.OTHER),
    "letter": (RelationKind.COMMENTARY_ON, RelationKind.OTHER),
}
_NOTICES = frozenset({
    "correction", "erratum", "corrigendum", "addendum", "retraction", "partial-retraction", "expression-of-concern",
    "article-commentary", "letter", "reply", "editorial", "discussion",
})  # fmt: skip


def relation_kind(printed: str, article_type: str | None) -> RelationKind:
    """What `related-article-type` says, seen from an article of `article_type`."""
    word = printed.strip().casefold().replace("_", "-").replace(" ", "-")
    if word in _UNDIRECTED:
        in_notice, elsewhere = _UNDIRECTED[word]
        return in_notice if (article_type or "").casefold() in _NOTICES else elsewhere
    return _RELATIONS.get(word, RelationKind.OTHER)


def _read_related(parts: dict[str, list[Element]], article_type: str | None) -> tuple[RelatedArticle, ...]:
    related: list[RelatedArticle] = []
    for element in [*parts.get("related-article", ()), *parts.get("related-object", ())]:
        printed = element.get("related-article-type") or element.get("link-type") or element.get("document-type") or ""
        text = words(element)
        by_kind: dict[str, Any] = {}
        target = href(element)
        for kind, value in [
            (element.get("ext-link-type") or "", target),
            *((e.get("pub-id-type") or "", words(e)) for e in element.iter() if LOCAL[e.tag] in ("pub-id", "object-id")),
            *(("", href(e)) for e in element if LOCAL[e.tag] in ("ext-link", "uri")),
        ]:
            if not value:
                continue
            reader = _ID_KINDS.get("pmid" if kind == "pubmed" else kind)
            found = reader.read(f"PMC{value}" if reader is Pmcid and value.isdigit() else value) if reader else None
            if found is None and not value.isdigit():
                found = find_identifier(value)
            if found is not None:
                by_kind.setdefault(found.scheme, found)
        identifiers = Identifiers(**by_kind) if by_kind else NO_IDENTIFIERS
        related.append(RelatedArticle(relation_kind(printed, article_type), identifiers, f"{printed} {text}".strip()))
    return tuple(related)
