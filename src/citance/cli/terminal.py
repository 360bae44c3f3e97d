"""How things look on a terminal: the console, the marks and colours of the stances, bars, and names cut to fit.

Everything is readable without colour: a stance has a mark and a shade of its own besides, and what colour would point out
in a sentence stands between signs instead (`**marker**`, `__cue__`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, RenderableType
from rich.text import Text

from citance.cli.numbers import count
from citance.model import SectionKind, Span, Stance

if TYPE_CHECKING:
    from citance.index import ArticleView, StatementView, TallyView

WIDEST = 120
"""Columns a page uses at most: longer lines are hard to read."""


class Look(NamedTuple):
    """How a stance is shown."""

    mark: str
    shade: str  # of a bar
    style: str


LOOKS = {
    Stance.SUPPORTING: Look("▲", "█", "green"),
    Stance.CONTRASTING: Look("▼", "▓", "magenta"),
    Stance.MENTIONING: Look("•", "▒", "blue"),
    Stance.UNCLASSIFIED: Look("○", "░", "bright_black"),
}
SECTIONS = [str(kind) for kind in SectionKind]


def make_console() -> Console:
    """Standard output: no wider than `WIDEST`, words as they are (no numbers coloured, no markup read)."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
    if console.width > WIDEST:
        console = Console(highlight=False, markup=False, emoji=False, soft_wrap=False, width=WIDEST)
    return console


def has_colour(console: Console) -> bool:
    """Whether styles will be seen."""
    return console.is_terminal and console.color_system is not None and not console.no_color


def print_parts(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print parts one below the other; without colour also without the blanks that rich fills lines up with."""
    for part in parts:
        if has_colour(console):
            console.print(part)
            continue
        with console.capture() as captured:
            console.print(part)
        for line in captured.get().splitlines():
            console.file.write(line.rstrip() + "\n")


# -- tallies -------------------------------------------------------------------------------------------------------------


def stacked_bar(tally: TallyView, most: int, width: int) -> Text:
    """A bar of `width` for `most` statements, in the shades of the stances; what is there is at least one cell wide."""
    bar = Text()
    for stance, cells in zip(LOOKS, _cells([getattr(tally, stance) for stance in LOOKS], most, width), strict=True):
        bar.append(LOOKS[stance].shade * cells, LOOKS[stance].style)
    return bar


def _cells(counts: Sequence[int], most: int, width: int) -> list[int]:
    """Cells for each count, `width` for `most`: rounded, but at least one for what is there, together at most `width`."""
    cells = [max(1, round(count * width / most)) if count else 0 for count in counts]
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    return cells


# -- names ---------------------------------------------------------------------------------------------------------------


def authors_line(article: ArticleView, most: int = 6) -> str:
    """The authors as a reader writes them; of many the first ones and how many more."""
    names = [author.name for author in article.authors]
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def short_name(article: ArticleView) -> str:
    """`Alder et al. 2011`, `Alder & Brandt 2011`; the key where neither authors nor year are known."""
    surnames = [author.surname for author in article.authors]
    if not surnames:
        who = ""
    elif len(surnames) == 1:
        who = surnames[0]
    elif len(surnames) == 2:
        who = f"{surnames[0]} & {surnames[1]}"
    else:
        who = f"{surnames[0]} et al."
    return " ".join(part for part in (who, str(article.year or "")) if part) or first_identifier(article)


def first_identifier(article: ArticleView) -> str:
    """What to call the article by in another command: its DOI, else another identifier, else its key."""
    if article.doi:
        return article.doi
    if article.pmid:
        return f"pmid:{article.pmid}"
    return article.pmcid or (f"arXiv:{article.arxiv}" if article.arxiv else article.key)


def identifiers_line(article: ArticleView) -> str:
    """All its identifiers, named."""
    named = (("doi", article.doi), ("PMID", article.pmid), ("", article.pmcid), ("arXiv", article.arxiv))
    return " · ".join(f"{name} {value}".strip() for name, value in named if value) or f"key {article.key}"


def source_line(article: ArticleView) -> str:
    """Journal, year, volume, issue and pages, as far as known."""
    volume = article.volume or ""
    if article.issue:
        volume += f"({article.issue})"
    pages = "–".join(page for page in (article.first_page, article.last_page) if page)
    place = ":".join(part for part in (volume, pages) if part)
    return " ".join(part for part in (f"{article.journal}," if article.journal else "", str(article.year or ""), place) if part)


# -- statements ----------------------------------------------------------------------------------------------------------


def marked_sentence(view: StatementView, *, colour: bool) -> Text:
    """The sentence with its marker pointed out, the words that tipped the verdict underlined, search words bold."""
    cues = [b.span for b in view.classification.because if b.where == "sentence"] if view.classification else []
    marker = [view.group or view.span] if (view.group or view.span) else []
    return _pointed_out(view.sentence, marker, cues, view.matched, LOOKS[view.stance].style, colour=colour)


def marked_neighbour(view: StatementView, where: str, *, colour: bool) -> Text:
    """The sentence before or after, dim, with words that tipped the verdict underlined."""
    words = view.before if where == "before" else view.after
    cues = [b.span for b in view.classification.because if b.where == where] if view.classification else []
    text = _pointed_out(words, [], cues, (), LOOKS[view.stance].style, colour=colour)
    text.stylize("dim")
    return text


def _trimmed(span: Span, words: str) -> Span:
    """The span without the blanks at its ends."""
    cut = span.cut(words)
    return Span(span.start + len(cut) - len(cut.lstrip()), span.end - len(cut) + len(cut.rstrip()))


def _pointed_out(
    words: str, marker: Iterable[Span | None], cues: Iterable[Span], matched: Iterable[Span], style: str, *, colour: bool
) -> Text:
    """The words with spans pointed out: by style where there is colour, by signs where there is none."""
    kinds = [(_trimmed(span, words), "**", f"bold reverse {style}") for span in marker if span is not None]
    kinds += [(_trimmed(span, words), "__", f"underline {style}") for span in cues]
    kinds += [(span, "", "bold") for span in matched]
    kinds = [kind for kind in kinds if kind[0].start < kind[0].end]
    if colour:
        text = Text(words)
        for span, _, look in kinds:
            text.stylize(look, *span)
        return text
    signs = [(span.start, 1, sign) for span, sign, _ in kinds] + [(span.end, 0, sign) for span, sign, _ in kinds]
    for place, _, sign in sorted(signs, reverse=True):
        words = words[:place] + sign + words[place:]
    return Text(words)


def tally_line(tally: TallyView) -> Text:
    """The tally of an article in one line, each stance with its mark."""
    if not tally.total:
        return (
            Text(f"cited by {count(tally.citing_articles, 'article')}, in no statement", "dim")
            if tally.citing_articles
            else Text("not cited", "dim")
        )
    text = Text(f"{count(tally.total, 'statement')} in {count(tally.citing_articles, 'article')}: ")
    shown = [(stance, look) for stance, look in LOOKS.items() if getattr(tally, stance)]
    for place, (stance, look) in enumerate(shown):
        text.append(", " if place else "")
        text.append(f"{look.mark} {getattr(tally, stance):,} {stance}", look.style)
    return text
