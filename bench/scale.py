"""A literature of any size out of thin air, the same for the same seed: for the benches that need a million statements.

Words come with the frequencies and sentence lengths of the corpus, sentences themselves are drawn word by word, so nobody's
sentences are in it. The works cited have a long tail, and a head: the first of them is cited by nearly every article, four
times in each, so that 14,300 articles with a million statements give it more than 50,000. Articles are whole `Extraction`
values, as `citance.extraction` would hand them to the store; `changes` turns them into what the search index is fed.

    python bench/scale.py                     # how it comes out, and how fast it is made
    python bench/scale.py --articles 500
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tarfile
import time
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import msgspec

from citance.model import (
    ArticleRecord,
    Author,
    CitationMarker,
    CitationStatement,
    Document,
    Doi,
    Evidence,
    Extraction,
    Identifiers,
    InTextCitation,
    Journal,
    MarkerKind,
    MarkerStyle,
    Paragraph,
    Place,
    RawReference,
    Reference,
    Scores,
    Section,
    SectionKind,
    Span,
    Stance,
    Tally,
    statement_id,
)
from citance.searching.base import ArticleEntry, Changes, StatementEntry

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "jats"
ARCHIVES = ("plos_allofplos", "elife", "zika")  # 214 articles, 61,000 sentences: enough for frequencies
MILLION = 14_300  # articles that give a million statements
HEAD = 200  # works cited again and again
TAIL = 2_400_000  # works the rest is drawn from; a million statements reach some 600,000 of them


class Vocabulary(NamedTuple):
    """Words and sentence lengths, each as often as it should come."""

    stream: list[str]  # half a million words drawn by frequency: any slice is a sentence
    names: list[str]  # the rarer words with a capital: they serve as surnames
    lengths: list[int]


def learn_words(corpus: Path = CORPUS, seed: int = 1) -> Vocabulary:
    """The vocabulary of a sample of the corpus: counts only, no sequence of two words is kept."""
    counts: Counter[str] = Counter()
    lengths: list[int] = []
    for archive in ARCHIVES:
        with tarfile.open(corpus / f"{archive}.tar.xz") as tar:
            for member in tar:
                file = tar.extractfile(member)
                body = re.search(r"<body.*</body>", file.read().decode("utf-8", "replace"), re.S) if file else None
                if body is None:
                    continue
                for paragraph in re.findall(r"<p[ >].*?</p>", body[0], re.S):
                    plain = re.sub(r"<[^>]+>", "", paragraph)
                    for sentence in re.split(r"(?<=[.?!]) (?=[A-Z])", plain):
                        words = re.findall(r"[^\s.,;:()\[\]]+", sentence)
                        if 3 < len(words) < 120:
                            lengths.append(len(words))
                            counts.update(words)
    draw = random.Random(seed)
    stream = draw.choices(list(counts), cum_weights=list(accumulate(counts.values())), k=500_000)
    names = sorted(word for word, n in counts.items() if n < 20 and re.fullmatch(r"[A-Z][a-z]{3,9}", word))
    draw.shuffle(names)
    return Vocabulary(stream, names, lengths)


def _digest(*parts: object) -> int:
    return int.from_bytes(blake2b("\x1f".join(map(str, parts)).encode(), digest_size=12).digest(), "big")


def article_key(doi: str) -> str:
    """A key for an article: of the right length and spread, though not what linking would give it."""
    return b32encode(blake2b(doi.encode(), digest_size=10).digest()).decode("ascii").lower()


class Literature:
    """The articles numbered 0, 1, 2, ..., and the works they cite, numbered by how often they are cited."""

    def __init__(self, words: Vocabulary, seed: int = 1) -> None:
        self.words, self.seed = words, seed
        self.journals = [self._title(("journal", n), 2 + n % 3) for n in range(2_000)]
        self.inclusion = [1.0] + [min(1.0, 1.2 / rank**0.75) for rank in range(2, HEAD + 1)]
        self.work = lru_cache(maxsize=20_000)(self._work)

    def _title(self, seed: object, length: int) -> str:
        at = _digest(self.seed, seed) % (len(self.words.stream) - length)
        return " ".join(self.words.stream[at : at + length]).capitalize()

    def _authors(self, number: int, many: int) -> tuple[Author, ...]:
        names = self.words.names
        initials = "ABCDEFGHJKLMNPRST"
        return tuple(Author(names[(number >> 7 * i) % len(names)], initials[(number >> 5 * i) % 17]) for i in range(many))

    def _record(self, doi: str, number: int, year: int, *, abstract: str = "") -> ArticleRecord:
        journal = self.journals[int(len(self.journals) * ((number >> 13) % 10_000 / 10_000) ** 3)]
        return ArticleRecord(
            identifiers=Identifiers(doi=Doi(doi)),
            title=self._title(number, 8 + number % 9),
            authors=self._authors(number, 1 + number % 6),
            journal=Journal(journal),
            year=year,
            volume=str(number % 90 + 1),
            first_page=str(number % 2_000 + 1),
            abstract=abstract,
        )

    def _work(self, rank: int) -> tuple[ArticleRecord, str]:
        number = _digest(self.seed, "work", rank)
        record = self._record(f"10.5555/w{rank:07d}", number, 2023 - int(45 * (number % 1_000 / 1_000) ** 2))
        who = ", ".join(f"{author.surname} {author.given}" for author in record.authors)
        printed = f"{who}. {record.title}. {record.journal.title}. {record.year};{record.volume}:{record.first_page}."
        return record, printed

    def _cited(self, draw: random.Random) -> list[int]:
        ranks = [rank for rank, likely in enumerate(self.inclusion) if draw.random() < likely]
        wanted = 60 + draw.randrange(-20, 21)
        ranks.extend({HEAD + int(TAIL * draw.random() ** 1.5) for _ in range(wanted - len(ranks))})
        return ranks

    def extraction(self, number: int) -> Extraction:
        """The article of that number: some 60 references, 70 statements and 100 sentences."""
        draw = random.Random(_digest(self.seed, "article", number))
        ranks = self._cited(draw)
        draw.shuffle(ranks)
        works = [self.work(rank) for rank in ranks]
        references = tuple(
            Reference(
                f"r{rank:07d}",
                RawReference(id=f"b{i}", position=i, text=text, label=f"{i}.", works=(record,), kind="journal"),
                (record,),
            )
            for i, (rank, (record, text)) in enumerate(zip(ranks, works, strict=True), 1)
        )
        to_cite = [i for i, rank in enumerate(ranks) for _ in range(4 if rank == 0 else 1)]
        to_cite += draw.choices(range(len(ranks)), k=max(0, len(ranks) // 6 - 3))
        draw.shuffle(to_cite)
        text, paragraphs, statements = self._body(draw, to_cite)
        seed = _digest(self.seed, "record", number)
        abstract = " ".join(self._sentence(draw, "") for _ in range(7))
        record = self._record(f"10.5555/a{number:07d}", seed, 2024 - int(24 * (seed % 997 / 997) ** 2), abstract=abstract)
        record = msgspec.structs.replace(record, article_type=_TYPES[seed % len(_TYPES)])
        sections = tuple(Section(kind.capitalize(), kind) for kind in SectionKind)
        document = Document(
            text, record, "jats", sections, tuple(paragraphs), references=tuple(reference.raw for reference in references)
        )
        return Extraction(document, references, tuple(statements))

    def _sentence(self, draw: random.Random, marker: str) -> str:
        length = self.words.lengths[int(draw.random() * len(self.words.lengths))]
        at = int(draw.random() * (len(self.words.stream) - length))
        return f"{' '.join(self.words.stream[at : at + length])}{marker}."

    def _body(self, draw: random.Random, to_cite: list[int]) -> tuple[str, list[Paragraph], list[CitationStatement]]:
        pieces: list[str] = []
        at = 0
        paragraphs: list[Paragraph] = []
        statements: list[CitationStatement] = []
        mentions: Counter[int] = Counter()
        kinds = list(SectionKind)
        before: Span | None = None
        begin = 0
        while to_cite:
            group = [to_cite.pop() for _ in range(min(len(to_cite), draw.choices((0, 1, 2, 3), (35, 40, 15, 10))[0]))]
            marker = f" [{', '.join(str(i + 1) for i in group)}]" if group else ""
            sentence = self._sentence(draw, marker)
            span = Span(at, at + len(sentence))
            cursor = span.end - len(marker) + 1
            whole = Span(cursor - 1, span.end - 1)
            section = kinds[min(4, len(paragraphs) // 4)]
            for i in group:
                width = len(str(i + 1))
                mentions[i] += 1
                marked = CitationMarker(Span(cursor, cursor + width), whole, MarkerKind.TAGGED, MarkerStyle.NUMERIC, (i,))
                cursor += width + 2
                cited = InTextCitation(marked, i, mentions[i], len(paragraphs))
                statements.append(
                    CitationStatement(
                        cited,
                        Place.PROSE,
                        section,
                        heading=str(section).capitalize(),
                        sentence=span,
                        before=before,
                        language="en",
                        self_citation=draw.random() < 0.1,
                    )
                )
            pieces.append(sentence)
            at = span.end + 1
            before = span
            if len(pieces) % 6 == 0 or not to_cite:
                paragraphs.append(Paragraph(Span(begin, span.end), section=kinds.index(section)))
                begin, before = at, None
        return " ".join(pieces), paragraphs, statements

    def extractions(self, articles: int = MILLION) -> Iterator[Extraction]:
        """The first so many articles, one at a time."""
        return map(self.extraction, range(articles))


_TYPES = (*("research-article",) * 7, "review-article", "review-article", "case-report")
_STANCES = ((Stance.SUPPORTING, Evidence.OWN), (Stance.SUPPORTING, Evidence.REPORTED), (Stance.CONTRASTING, Evidence.OWN))


def stance_of(statement: str) -> tuple[Stance, Evidence | None]:
    """A stance drawn from the statement's name: 92 % mentioning, 6.5 % supporting, 1.5 % contrasting."""
    ball = _digest("stance", statement) % 1_000
    if ball < 920:
        return Stance.MENTIONING, None
    return _STANCES[0 if ball < 960 else 1 if ball < 985 else 2]


def scores_of(statement: str, stance: Stance) -> Scores:
    """Scores that speak for the stance, more or less surely; that a work is only mentioned is mostly plain."""
    ball = _digest("score", statement) % 5_000
    share = 0.97 if stance is Stance.MENTIONING and ball >= 500 else 0.5 + ball % 500 / 1_000
    rest = (1 - share) / 2
    return Scores(**{str(name): share if name is stance else rest for name in Stance if name is not Stance.UNCLASSIFIED})


def changes(extractions: Iterable[Extraction]) -> Iterator[Changes]:
    """What the search index is told, an article at a time: the article, the works it cites, its statements.

    Tallies grow as articles come, so works come again each time they are cited, as they do in an ingest.
    """
    tallies: Counter[str] = Counter()
    for extraction in extractions:
        document, record = extraction.document, extraction.document.record
        citing = article_key(record.identifiers.doi or "")
        journal = record.journal.title
        keys = [article_key(reference.works[0].identifiers.doi or "") for reference in extraction.references]
        statements: list[StatementEntry] = []
        for found in extraction.statements:
            i = found.citation.reference
            assert i is not None
            assert found.sentence is not None
            name = statement_id(citing, extraction.references[i].key, found.citation.mention)
            stance, evidence = stance_of(name)
            tallies[keys[i]] += 1
            statements.append(
                StatementEntry(
                    id=name,
                    citing=citing,
                    cited=(keys[i],),
                    sentence=found.sentence.cut(document.text),
                    section=found.section,
                    year=record.year,
                    stance=stance,
                    evidence=evidence,
                    self_citation=found.self_citation,
                    journal=journal,
                    language=found.language,
                )
            )
        articles = [
            _article(key, reference.works[0], Tally(mentioning=tallies[key]))
            for key, reference in zip(keys, extraction.references, strict=True)
        ]
        articles.append(_article(citing, record, Tally(mentioning=tallies[citing]), has_document=True))
        yield Changes(tuple(articles), {citing: tuple(statements)})


def _article(key: str, record: ArticleRecord, tally: Tally, *, has_document: bool = False) -> ArticleEntry:
    return ArticleEntry(
        key=key,
        title=record.title,
        abstract=record.abstract,
        authors=tuple(author.name for author in record.authors),
        journal=record.journal.title,
        year=record.year,
        tally=tally,
        has_document=has_document,
    )


def main() -> None:
    """Says how a literature of so many articles comes out."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=MILLION)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    start = time.process_time()
    literature = Literature(learn_words(seed=asked.seed), asked.seed)
    learned = time.process_time()
    cited: Counter[str] = Counter()
    letters = references = 0
    for extraction in literature.extractions(asked.articles):
        references += len(extraction.references)
        for statement in extraction.statements:
            i = statement.citation.reference
            assert i is not None
            assert statement.sentence is not None
            cited[extraction.references[i].key] += 1
            letters += statement.sentence.end - statement.sentence.start
    made = time.process_time()
    total = cited.total()
    top = [n for _, n in cited.most_common(50)]
    sys.stdout.write(
        f"{asked.articles:,} articles, {references:,} references, {total:,} statements of {letters / total:.0f} characters, "
        f"{len(cited):,} works cited; the first {top[0]:,} times, the tenth {top[9]:,}, the fiftieth {top[-1]:,}\n"
        f"CPU: words {learned - start:.1f} s, articles {made - learned:.1f} s "
        f"({1_000 * (made - learned) / asked.articles:.2f} ms each)\n"
    )


if __name__ == "__main__":
    main()
