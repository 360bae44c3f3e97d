"""JATS and its forebears (NLM 2.x to JATS 1.4), in any namespace or wrapper → Document."""

from __future__ import annotations

from typing import Any

import msgspec

from citance.errors import Unreadable
from citance.model.article import ArticleRecord
from citance.model.document import Document, Place, Problem, ProblemKind
from citance.model.reference import RawReference
from citance.readers.jats.body import ASIDE, Flow
from citance.readers.jats.front import read_front
from citance.readers.jats.names import LANGUAGE, LOCAL
from citance.readers.jats.parsing import parse
from citance.readers.jats.references import read_citation_in_note, read_references

Element = Any

NAME = "jats"

_OF_OWN = frozenset({"sub-article", "response"})
# Abstracts that are no abstract of the whole: they are read, but are not the record's.
_OTHER_ABSTRACTS = frozenset({
    "toc", "graphical", "teaser", "executive-summary", "web-summary", "precis", "short", "author-highlights", "highlights",
    "key-points", "synopsis", "editor", "editors-summary", "plain-language-summary", "plain-language", "summary", "video",
})  # fmt: skip
_BLOCKS = frozenset({"p", "title", "article-title", "subtitle", "alt-title", "corresp", "td", "th", "contrib", "aff", "kwd", "subject"})


def sniff(head: bytes) -> bool:
    """Whether a file beginning with `head` could be JATS: an `<article` somewhere, in ASCII or in 16 bits a letter."""
    return b"<article" in head or b":article" in head or b"a\x00r\x00t\x00i\x00c\x00l\x00e" in head or b"//DTD J" in head


def read(data: bytes, name: str) -> Document:
    """The document that a JATS file holds; raises Unreadable where it holds none, or is refused.

    Of a wrapper with several articles the first is read, and a Problem says so.
    """
    root, problems = parse(data, name)
    article = root if LOCAL[root.tag] == "article" else next(iter(root.iter("{*}article")), None)
    if article is None:
        raise Unreadable(name, f"XML, but no JATS article: its root is <{LOCAL[root.tag]}>")
    if article is not root:
        others = sum(1 for _ in root.iter("{*}article")) - 1
        if others > 0:
            problems.append(Problem(ProblemKind.UNREADABLE, f"the file holds {others} more articles, which were not read"))
    return _read_article(article, problems, {}, ())


def _read_article(
    article: Element, problems: list[Problem], inherited: dict[str, str], inherited_references: tuple[RawReference, ...]
) -> Document:
    """The document of an article or sub-article; a sub-article may cite from the list of the article around it."""
    inner = [child for child in article if LOCAL[child.tag] in _OF_OWN]
    refs = _own_refs(article, bool(inner))
    references = read_references(refs, problems)
    owners: dict[str, str] = {}
    for reference in references:
        owners.setdefault(reference.id, reference.id)
        for alias in reference.aliases:
            owners.setdefault(alias, reference.id)
    deeper: dict[str, str] | None = None

    def late_owner(identity: str) -> str | None:
        """The reference that holds the element of this id, however deep; else one of the article around."""
        nonlocal deeper
        if deeper is None:
            deeper = {}
            for (ref, _), reference in zip(refs, references, strict=True):
                for element in ref.iter():
                    if found := element.get("id"):
                        deeper.setdefault(found, reference.id)
        return deeper.get(identity) or inherited.get(identity)

    record = read_front(article, problems)
    flow = Flow(owners, problems, late_owner)
    abstract = _walk(article, flow, record.language)
    references = _with_cited_notes(article, flow, references, problems)
    if inherited_references:
        references = _with_inherited(references, flow, inherited_references)
    _note_what_lacks(article, flow, references, problems)
    if abstract:
        record = msgspec.structs.replace(record, abstract=abstract)
    return Document(
        text=flow.text,
        record=record,
        format=NAME,
        sections=tuple(flow.sections),
        paragraphs=tuple(flow.paragraphs),
        links=tuple(_in_order(flow.links, lambda link: link.span)),
        superscripts=tuple(_in_order(flow.superscripts, lambda span: span)),
        other_links=tuple(_in_order(flow.other_links, lambda span: span)),
        references=references,
        sub_articles=tuple(_read_sub_article(e, {**inherited, **owners}, references) for e in inner),
        problems=tuple(problems),
        name=_name_of(article) if LOCAL[article.tag] in _OF_OWN else None,
    )


def _in_order(found: list[Any], span: Any) -> list[Any]:
    starts = [span(one)[0] for one in found]
    if all(a <= b for a, b in zip(starts, starts[1:], strict=False)):
        return found
    return sorted(found, key=lambda one: span(one)[0])


def _read_sub_article(element: Element, owners: dict[str, str], references: tuple[RawReference, ...]) -> Document:
    return _read_article(element, [], owners, references)


def _name_of(element: Element) -> str:
    kind = element.get("article-type") or element.get("response-type") or LOCAL[element.tag]
    return f"{element.get('id') or ''} {kind}".strip()


def _own_refs(article: Element, with_sub_articles: bool) -> list[tuple[Element, int]]:
    """Every `<ref>` of the article proper, wherever its list stands, in order, with the number of its list."""
    lists: dict[Element, int] = {}
    refs: list[tuple[Element, int]] = []
    for ref in article.iter("{*}ref"):
        if with_sub_articles and _in_sub_article(ref, article):
            continue
        refs.append((ref, lists.setdefault(ref.getparent(), len(lists))))
    return refs


def _in_sub_article(element: Element, article: Element) -> bool:
    for above in element.iterancestors():
        if above is article:
            return False
        if LOCAL[above.tag] in _OF_OWN:
            return True
    return False


# -- the walk --


def _walk(article: Element, flow: Flow, language: str | None) -> str:
    """Takes the article's parts into `flow` in reading order; gives back the main abstract."""
    abstract = ""
    for child in article:
        name = LOCAL[child.tag]
        if name in ("front", "front-stub"):
            abstract = _walk_front(child, flow)
        elif name == "body":
            flow.block(child, Place.PROSE, None)
        elif name and name not in ASIDE and name != "processing-meta":
            flow.block(child, Place.OTHER, None)
    return abstract


def _walk_front(front: Element, flow: Flow) -> str:
    """The abstracts, whole; of the rest of the front matter the blocks that cite."""
    main = ""
    taken: set[Any] = set()
    for meta in front:
        parts = [meta] if LOCAL[meta.tag] in ("abstract", "trans-abstract") else meta
        for part in parts:
            if LOCAL[part.tag] not in ("abstract", "trans-abstract"):
                continue
            first = len(flow.parts)
            flow.block(part, Place.ABSTRACT, None, part.get(LANGUAGE))
            taken.add(part)
            if not main and LOCAL[part.tag] == "abstract" and part.get("abstract-type") not in _OTHER_ABSTRACTS:
                main = _abstract_words(part, flow.parts[first:])
    for xref in front.iter("{*}xref"):
        if xref.get("ref-type") != "aff" and _cites(xref, flow):
            block = _block_around(xref, taken)
            if block is not None:
                taken.add(block)
                notes = any(LOCAL[above.tag] in ("fn", "author-notes") for above in block.iterancestors())
                flow.paragraph(block, Place.FOOTNOTE if notes else Place.OTHER, None)
    return main


def _abstract_words(part: Element, paragraphs: list[str]) -> str:
    """The abstract's paragraphs, a line each, without the word Abstract over them."""
    own_title = next((c for c in part if LOCAL[c.tag] == "title"), None)
    if own_title is not None and len(paragraphs) > 1 and len(paragraphs[0]) <= 40:
        paragraphs = paragraphs[1:]
    return "\n".join(filter(None, paragraphs))


def _cites(xref: Element, flow: Flow) -> bool:
    rids = (xref.get("rid") or "").replace(",", " ").split()
    return any(r in flow.owners or (flow.late_owner is not None and flow.late_owner(r) is not None) for r in rids)


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
    article: Element, flow: Flow, references: tuple[RawReference, ...], problems: list[Problem]
) -> tuple[RawReference, ...]:
    """The references, and after them the footnotes that links name and that hold a tagged citation."""
    # Such a link says `fn` and so is no TaggedLink; the entry is there for who follows footnotes.
    if not flow.notes_cited:
        return references
    found: list[RawReference] = []
    which = max((r.list for r in references), default=-1) + 1
    for note in article.iter("{*}fn"):
        if note.get("id") in flow.notes_cited and not _in_sub_article(note, article):
            reference = read_citation_in_note(note, len(references) + len(found) + 1, which, problems)
            if reference is not None:
                found.append(reference)
                problems.append(
                    Problem(ProblemKind.NOTE_REFERENCE, "a full citation in a footnote, kept after the reference list", reference.id)
                )
    return (*references, *found)


def _with_inherited(
    references: tuple[RawReference, ...], flow: Flow, around: tuple[RawReference, ...]
) -> tuple[RawReference, ...]:
    """The references, and those of the article around that this part's links name."""
    own = {r.id for r in references}
    named = {t for link in flow.links for t in link.targets} - own
    return (*references, *(r for r in around if r.id in named)) if named else references


def _note_what_lacks(article: Element, flow: Flow, references: tuple[RawReference, ...], problems: list[Problem]) -> None:
    if not any(LOCAL[c.tag] == "body" and len(c) for c in article):
        problems.append(Problem(ProblemKind.NO_BODY, "the file has no full text"))
    if LOCAL[article.tag] in _OF_OWN:
        return
    if not references:
        problems.append(Problem(ProblemKind.NO_REFERENCES, "the file has no reference list"))
    elif not flow.links:
        problems.append(Problem(ProblemKind.NO_LINKS, "no link leads from the text to the reference list"))
