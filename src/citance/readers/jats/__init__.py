"""JATS and its forebears (NLM 2.x to JATS 1.4), in any namespace or wrapper → Document."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from lxml import etree

from citance.errors import Unreadable
from citance.model.document import Box, Document, Place, Problem, ProblemKind
from citance.model.reference import RawReference
from citance.readers.jats.body import Flow
from citance.readers.jats.front import read_front
from citance.readers.jats.names import LANGUAGE, LOCAL, ids_in
from citance.readers.jats.notes import what_notes_cite
from citance.readers.jats.parsing import parse, pick
from citance.readers.jats.quirks import name_links, spell_out
from citance.readers.jats.references import CITATIONS, read_citation_in_note, read_references
from citance.readers.jats.untagged import tag_entries

Element = Any

NAME = "jats"

_OF_OWN = frozenset({"sub-article", "response"})
# Abstracts that are no abstract of the whole: they are read, but are not the record's.
_OTHER_ABSTRACTS = frozenset({
    "toc", "graphical", "teaser", "executive-summary", "web-summary", "precis", "short", "author-highlights", "highlights",
    "key-points", "synopsis", "editor", "editors-summary", "plain-language-summary", "plain-language", "summary", "video",
})  # fmt: skip
_ABSTRACTS = frozenset({"abstract", "trans-abstract"})
_BLOCKS = frozenset(
    {"p", "title", "article-title", "subtitle", "alt-title", "corresp", "td", "th", "contrib", "aff", "kwd", "subject"}
)


_SIGNS = (b"<article", b":article", b"<!DOCTYPE article", "article".encode("utf-16-le"))


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` could be JATS: an `<article` somewhere, in ASCII or in 16 bits a letter."""
    return any(sign in head for sign in _SIGNS)


def read(data: bytes, name: str) -> Document:
    """The document that a JATS file holds; raises Unreadable where it holds none, or is refused.

    Of a wrapper with several articles the first is read, and a Problem says so.
    """
    root, problems = parse(data, name)
    article = root if LOCAL[root.tag] == "article" else pick(list(root.iter("{*}article")), problems)
    if article is None:
        raise Unreadable(name, f"XML, but no JATS article: its root is <{LOCAL[root.tag]}>")
    document = _read_article(article, problems, {}, ())
    broken = [problem.words for problem in document.problems if problem.kind is ProblemKind.TRUNCATED]
    if broken and not _says_anything(document):
        raise Unreadable(name, "; ".join(["a JATS article without title, identifier, text and references", *broken]))
    return document


def _says_anything(document: Document) -> bool:
    """Whether anything was read: a notice of retraction has neither text nor references, but a title."""
    record = document.record
    return bool(record.title or record.identifiers or document.text.strip() or document.references or document.sub_articles)


def read_article(
    article: Element, problems: list[Problem], format: str, placed_at: Callable[[str], tuple[int, Box] | None] | None = None
) -> Document:
    """The document of an article of another vocabulary that was told in the words of JATS (see `dialects`).

    `placed_at` reads the page and box of what has an attribute `coords`, and stands in a link or an element named `placed`.
    """
    document = _read_article(article, problems, {}, (), placed_at)
    return msgspec.structs.replace(document, format=format)


def _read_article(
    article: Element,
    problems: list[Problem],
    inherited: dict[str, str],
    inherited_references: tuple[RawReference, ...],
    placed_at: Callable[[str], tuple[int, Box] | None] | None = None,
) -> Document:
    """The document of an article or sub-article; a sub-article may cite from the list of the article around it."""
    record = read_front(article, problems)
    flow = Flow()
    abstract = _walk(article, flow)
    refs = _refs_in(flow.ref_lists)
    if not refs and not inherited and tag_entries(article):
        flow = Flow()
        abstract = _walk(article, flow)
        refs = _refs_in(flow.ref_lists)
    references = read_references(refs, problems)
    owners: dict[str, str] = {}
    for reference in references:
        owners[reference.id] = reference.id
    for reference in references:
        for alias in reference.aliases:
            owners.setdefault(alias, reference.id)
    within: dict[str, str] | None = None

    def inside(identity: str) -> str | None:
        """The reference that holds the element of this id, however deep; else one of the article around."""
        nonlocal within
        if within is None:
            within = {}
            by_element = {ref: reference.id for (ref, _), reference in zip(refs, references, strict=True)}
            for element in (e for one in flow.ref_lists for e in _WITH_ID(one)):
                if (own := element.get("id")) not in owners:
                    holder = next((by_element[above] for above in element.iterancestors() if above in by_element), None)
                    if holder is not None:
                        within.setdefault(own, holder)
        return within.get(identity) or inherited.get(identity)

    _walk_front_notes(article, flow, lambda identity: identity in owners or inside(identity) is not None)
    elsewhere = flow.resolve(owners, inside, problems)
    references = _with_cited_notes(article, references, elsewhere, problems)
    if references and not refs:  # footnotes are all the bibliography there is
        flow.lead_through(what_notes_cite(_notes(article), references, problems))
    if inherited_references:
        references = _with_inherited(references, flow, inherited_references)
    _note_what_lacks(article, flow, references, problems)
    if abstract:
        record = msgspec.structs.replace(record, abstract=abstract)
    own = LOCAL[article.tag] in _OF_OWN
    inner = tuple(
        _read_article(child, [], {**inherited, **owners}, references) for child in article if LOCAL[child.tag] in _OF_OWN
    )
    if inner and not own:
        _note_what_stands_apart(inner, problems)
    return Document(
        text=flow.text,
        record=record,
        format=NAME,
        sections=tuple(flow.sections),
        paragraphs=tuple(flow.paragraphs),
        links=tuple(flow.links),
        superscripts=tuple(flow.superscripts),
        other_links=tuple(flow.other_links),
        displays=tuple(flow.displays),
        references=references,
        sub_articles=inner,
        problems=tuple(problems),
        name=_name_of(article) if own else None,
        placed=flow.placed(placed_at) if placed_at is not None else (),
        own_lists=flow.own_lists(lambda one: {number for ref, number in refs if ref is one or one in ref.iterancestors()}),
    )


def _refs_in(lists: list[Element]) -> list[tuple[Element, int]]:
    """The entries of reference lists in order, each with the number of the list it stands in; lists nest."""
    refs: list[tuple[Element, int]] = []
    count = 0
    for one in lists:
        found = list(one.iter("{*}ref", "{*}ref-list"))
        entries = [e for e in found if LOCAL[e.tag] == "ref"]
        if len(found) - len(entries) <= 1:
            refs += [(ref, count) for ref in entries]
            count += 1
        else:
            numbers: dict[Element, int] = {}
            refs += [(ref, count + numbers.setdefault(ref.getparent(), len(numbers))) for ref in entries]
            count += len(numbers)
    return refs


# Those of a list that have an id and are none of its entries.
_WITH_ID: Callable[[Element], Any] = etree.XPath(".//*/*[@id]")


def _name_of(element: Element) -> str:
    kind = element.get("article-type") or element.get("response-type") or LOCAL[element.tag]
    return f"{element.get('id') or ''} {kind}".strip()


# -- the walk --


def _walk(article: Element, flow: Flow) -> str:
    """Takes the article's parts into `flow` in reading order; gives back the main abstract."""
    abstract = ""
    name_links(article)
    for child in article:
        name = LOCAL[child.tag]
        if name in ("front", "front-stub"):
            abstract = _walk_abstracts(child, flow)
        elif name == "body":
            if child.get("specific-use") == "quirks-mode":
                spell_out(child)
            flow.block(child, Place.PROSE, None)
        elif name not in _OF_OWN and name != "processing-meta":
            flow.block(child, Place.OTHER, None)
    if not any(LOCAL[child.tag] == "body" for child in article):
        _walk_misplaced(article, flow)
    return abstract


def _walk_misplaced(article: Element, flow: Flow) -> None:
    """Takes in the sections and lists that ended up in the front matter, where damage took the tags between away."""
    taken: set[Element] = set()
    for front in (child for child in article if LOCAL[child.tag] == "front"):
        for part in front.iter("{*}body", "{*}sec", "{*}back", "{*}ref-list", *(f"{{*}}{name}" for name in _ABSTRACTS)):
            if not any(above in taken for above in part.iterancestors()):
                taken.add(part)
                if LOCAL[part.tag] not in _ABSTRACTS:
                    flow.block(part, Place.PROSE, None)


def _abstracts(front: Element) -> list[Element]:
    parts = [part for meta in front for part in ([meta] if LOCAL[meta.tag] in _ABSTRACTS else meta)]
    return [part for part in parts if LOCAL[part.tag] in _ABSTRACTS]


def _walk_abstracts(front: Element, flow: Flow) -> str:
    main = ""
    for part in _abstracts(front):
        first = len(flow.parts)
        flow.block(part, Place.ABSTRACT, None, part.get(LANGUAGE))
        if not main and LOCAL[part.tag] == "abstract" and part.get("abstract-type") not in _OTHER_ABSTRACTS:
            main = _abstract_words(part, flow.parts[first:])
    return main


def _walk_front_notes(article: Element, flow: Flow, is_reference: Callable[[str], bool]) -> None:
    """Takes in, after all else, the blocks of the front matter outside the abstracts that cite (notes, mostly)."""
    front = next((child for child in article if LOCAL[child.tag] in ("front", "front-stub")), None)
    if front is None:
        return
    taken: set[Element] | None = None
    for xref in front.iter("{*}xref"):
        if xref.get("ref-type") in ("aff", "corresp", "author-notes"):
            continue
        if any(is_reference(one) for one in ids_in(xref.get("rid"))):
            taken = set(_abstracts(front)) if taken is None else taken
            block = _block_around(xref, taken)
            if block is not None:
                taken.add(block)
                notes = any(LOCAL[above.tag] in ("fn", "author-notes") for above in block.iterancestors())
                flow.paragraph(block, Place.FOOTNOTE if notes else Place.OTHER, None)


def _abstract_words(part: Element, paragraphs: list[str]) -> str:
    """The abstract's paragraphs, a line each, without the word Abstract over them."""
    own_title = next((c for c in part if LOCAL[c.tag] == "title"), None)
    if own_title is not None and len(paragraphs) > 1 and len(paragraphs[0]) <= 40:
        paragraphs = paragraphs[1:]
    return "\n".join(p for p in paragraphs if p and not _NO_ABSTRACT.match(p))


# What publishers append to an abstract: where there is more material, and where the article itself is.
_NO_ABSTRACT = re.compile(
    r"(?:Electronic )?supplementary material$|The online version of this (?:article|chapter)\b.{0,200}\bsupplementary material"
    r"|(?:DOI:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+$",
    re.I,
)


def _block_around(element: Element, taken: set[Any]) -> Element | None:
    """The block an element of the front matter stands in; None where it has been taken in already."""
    block = None
    for above in element.iterancestors():
        if above in taken:
            return None
        if block is None and LOCAL[above.tag] in _BLOCKS:
            block = above
    return element.getparent() if block is None else block


# -- afterwards --


def _with_cited_notes(
    article: Element, references: tuple[RawReference, ...], named: dict[str, None], problems: list[Problem]
) -> tuple[RawReference, ...]:
    """The references, and after them the footnotes that links name and that hold a tagged citation."""
    # Such a link says `fn` and so is no TaggedLink; the entry is there for who follows footnotes.
    if not named or not any(note.get("id") in named for note in article.iter("{*}fn")):
        return references
    found: list[RawReference] = []
    which = max((r.list for r in references), default=-1) + 1
    for citation in article.iter(*_CITATION_TAGS):
        note = next((above for above in citation.iterancestors() if LOCAL[above.tag] in _NOTE_OR_OTHER), None)
        if note is None or LOCAL[note.tag] != "fn" or note.get("id") not in named or any(r.id == note.get("id") for r in found):
            continue
        found.append(read_citation_in_note(note, len(references) + len(found) + 1, which))
        problems.append(
            Problem(ProblemKind.NOTE_REFERENCE, "a full citation in a footnote, kept after the reference list", found[-1].id)
        )
    return (*references, *found)


def _notes(article: Element) -> list[Element]:
    """The article's footnotes in order, without those of its sub-articles."""
    inner = {note for child in article if LOCAL[child.tag] in _OF_OWN for note in child.iter("{*}fn")}
    return [note for note in article.iter("{*}fn") if note not in inner]


# Those inside of a <ref> or a sub-article are no footnotes of the article.
_NOTE_OR_OTHER = frozenset({"fn", "ref", *_OF_OWN})
_CITATION_TAGS = tuple(f"{{*}}{name}" for name in sorted(CITATIONS))


def _with_inherited(
    references: tuple[RawReference, ...], flow: Flow, around: tuple[RawReference, ...]
) -> tuple[RawReference, ...]:
    """The references, and those of the article around that this part's links name."""
    own = {r.id for r in references}
    named = {t for link in flow.links for t in link.targets} - own
    return (*references, *(r for r in around if r.id in named)) if named else references


def _note_what_stands_apart(inner: tuple[Document, ...], problems: list[Problem]) -> None:
    """Says how many citations stand in sub-articles; those that cite nothing, as most letters of decision do, need no word."""
    links = sum(_links_in(document) for document in inner)
    if links:
        names = ", ".join([document.name for document in inner[:5] if document.name] + ["..."] * (len(inner) > 5))
        words = f"kept apart from the article: {names}; links to references in there, not among its own citations: {links:,}"
        problems.append(Problem(ProblemKind.SUB_ARTICLE, words, inner[0].name or ""))


def _links_in(document: Document) -> int:
    return len(document.links) + sum(_links_in(one) for one in document.sub_articles)


def _note_what_lacks(article: Element, flow: Flow, references: tuple[RawReference, ...], problems: list[Problem]) -> None:
    if not any(LOCAL[c.tag] == "body" and len(c) for c in article):
        problems.append(Problem(ProblemKind.NO_BODY, "the file has no full text"))
    if LOCAL[article.tag] in _OF_OWN:
        return
    if not references:
        problems.append(Problem(ProblemKind.NO_REFERENCES, "the file has no reference list"))
    elif not flow.links:
        problems.append(Problem(ProblemKind.NO_LINKS, "no link leads from the text to the reference list"))
