"""Journal and year: by running heads and feet, lines of how to cite, and the dates that the first page prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from citance.model.article import Author
from citance.readers.pdf.front.seen import CITE, JOURNALISH, KINDS, Seen
from citance.readers.pdf.phrases import any_of
from citance.text.normalise import fold_words, squash

_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "J Invent Biol 2016;10(2):92-98", "Inventions (2015) 5:697", "Inventions, 2017, 7(1), 97", "Inventions Volume 2016, Article ID".
_CITED_AS = re.compile(
    rf"(?P<name>[^\W\d_a-z][^\d;:()\[\]|]{{2,90}}?)[\s.,|]*(?:"
    rf"\(?{_YEAR}\)?[\s;,]+(?:[A-Z]\w{{2,8}}\s?\d{{0,2}};\s?)?(?:[Vv]ol(?:ume)?\.?\s)?[A-Z]?\d{{1,4}}\s?[(:,]"
    rf"|(?:[Vv]ol(?:ume)?\.?\s?)?\d{{1,4}}\s?(?:\([^)]{{1,12}}\)|,\s?(?:[Nn]o|[Ii]ssue|[Ii]ss)\.?\s?\d+)?[\s,:]*"
    rf"(?:[a-z]?\d+\s?[-–]\s?[a-z]?\d+)?[\s,]*\({_YEAR.replace('year', 'year2')}\)"
    rf"|[Vv]ol(?:ume)?\.?\s{_YEAR.replace('year', 'year3')},)"
)
_PUBLISHED = re.compile(r"(?:published(?:\sonline)?|publication\sdate|available\sonline)[^.;()]{0,40}?((?:19|20)\d\d)", re.I)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[^.;()]{0,30}?((?:19|20)\d\d)|((?:19|20)\d\d)\s?©|the author\(?s?\)?,?\s((?:19|20)\d\d)", re.I
)
_ACCEPTED = re.compile(r"accepted[^;()]{0,40}?((?:19|20)\d\d)", re.I)
_LABELLED = re.compile(r"journal(?:\sname|\stitle)?:\s*([^|\n]{3,80})", re.I)
_NOT_JOURNAL = re.compile(r"\bet al\b|@|https?:|www\.|received|accepted|published|copyright|©|downloaded|article\b.*\bpage", re.I)


def find_journal_and_year(seen: Seen, title: str, authors: Sequence[Author]) -> tuple[str, int | None]:
    """Where and when it appeared, by heads and feet, by a line of how to cite, and by its dates."""
    opening = seen.lines[seen.first[0]].page
    texts = [line.text for line in seen.heads if line.page <= opening + 2]
    texts += [seen.lines[index].text for index in seen.first[:60] if seen.lines[index].page == opening]
    texts += [seen.info.get("Subject", "")]
    texts += [match[1] for match in CITE.finditer(seen.around)]
    names: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for text in texts:
        if (label := _LABELLED.match(text)) is not None:
            names[label[1].strip(" .,")] += 5
        for match in _CITED_AS.finditer(text[:400]):
            year = match["year"] or match["year2"] or match["year3"]
            name = _journal_name(match["name"], "" if match.start() == 0 else title, authors)
            if name:
                names[name] += 1
                if year:
                    years[int(year)] += 1
    for text in texts:
        named = _NAMED.match(text)
        if named is not None and (name := _journal_name(named["name"], title, authors)):
            names[name] += 1
            if (year := named["year"] or named["year2"]) is not None:
                years[int(year)] += 1
    if not names:
        names.update(_running_names(seen, title, authors))
    when = years.most_common(1)[0][0] if years else None
    if when is None:
        around = f"{seen.around} {seen.info.get('Subject', '')}"
        for pattern in (_PUBLISHED, _COPYRIGHT, _ACCEPTED):
            found = [int(next(filter(None, match.groups()))) for match in pattern.finditer(around)]
            if found:
                when = found[0] if pattern is not _ACCEPTED else max(found)
                break
    return (names.most_common(1)[0][0] if names else ""), when


# "Inventions | October-December 2014 | Vol 5", "Inventions, EISSN: 0000-0000", "Inventions 2021:13".
_NAMED = re.compile(
    rf"(?P<name>[^\W\d_a-z][^\d;:()\[\]|]{{2,90}}?)(?:\s?[|,]\s?(?:[A-Z][a-z]+(?:[-–][A-Z][a-z]+)?\s{_YEAR}|[Ee]?-?ISSN|DOI|doi|[Vv]ol)"
    rf"|\s{_YEAR.replace('year', 'year2')}:\d)"
)


def _running_names(seen: Seen, title: str, authors: Sequence[Author]) -> Iterator[str]:
    """Heads and feet that are nothing but a name in capitals, and neither the title in short nor the authors."""
    of_title = set(fold_words(title))
    for line in seen.heads:
        words = line.text.strip(" |").split()
        if not 2 <= len(words) <= 9 or any(map(str.isdigit, line.text)):
            continue
        small = [word for word in words if word[0].islower()]
        own = [word for word in fold_words(line.text) if len(word) > 2 and word not in of_title]
        if all(word in _SMALL for word in small) and own and not KINDS.fullmatch(line.text.strip()) and not line.text.isupper():
            name = _journal_name(" ".join(words), title, authors)
            if name and (JOURNALISH.search(name) or small or len(own) > 1) and not _OF_THE_PAGE.search(name):
                yield name


_SMALL = frozenset("of the and in for on de la et y e des du der für di da do".split())  # noqa: SIM905 - a list to read
_OF_THE_PAGE = re.compile(rf"open access|submit|download|manuscript|article|page|copyright|{any_of('publishers')}", re.I)


def _journal_name(words: str, title: str, authors: Sequence[Author]) -> str:
    """A journal's name out of the words before a volume: what stands behind authors and title; empty where it is none."""
    name = re.split(r"\bet al\.?,?\s|[/|•]|[.?!]\s(?=[A-Z][a-z]{3,}\s)|\s{2,}", words)[-1].strip(" .,;:-–(")
    if len(name) < 3 or _NOT_JOURNAL.search(name) or len(name.split()) > 12 or not name[0].isupper():
        return ""
    letters = squash(name)
    if letters and letters in squash(title):
        return ""
    return "" if authors and squash(authors[0].surname) in letters and len(name.split()) <= 4 else name
