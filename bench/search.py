"""How fast the search index answers over a million statements, what making it costs, and how large it is.

    python bench/search.py --build                       # makes the index (some minutes), then asks it
    python bench/search.py                               # asks the one made before
    python bench/search.py --build --articles 1430       # a tenth

100 queries of statements, each with two filters (year, and one of stance, section, self-citation; besides what may be seen),
the first 20 hits and counts by stance, section and year over all matches: 50 plain (one or two words from all over the
vocabulary), 50 broad (a word that stands in 1-6 % of the sentences). Then kinds of questions by themselves. Times are of the
whole call, in this process, one thread, after one round to warm up; CPU time beside them, for machines that are shared.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import scale
from citance.model import SectionKind, Stance
from citance.searching.base import ARTICLE_FACETS, STATEMENT_FACETS, Found, Search, SearchFilters, Sort
from citance.searching.query import parse_query, resolve
from citance.searching.tantivy import TantivyIndex

FACETS = ("stance", "section", "year")


def build(folder: Path, articles: int) -> None:
    """Makes the index, as an ingest would feed it, and says what that cost."""
    shutil.rmtree(folder, ignore_errors=True)
    literature = scale.Literature(scale.learn_words())
    index = TantivyIndex(folder)
    spent = 0.0
    statements = 0
    works: set[str] = set()
    start = time.perf_counter()
    for number, changes in enumerate(scale.changes(literature.extractions(articles)), 1):
        own = time.thread_time()
        index.apply(changes, number)
        spent += time.thread_time() - own
        statements += sum(map(len, changes.statements.values()))
        works.update(article.key for article in changes.articles)
    before = time.thread_time()
    index.close()
    spent += time.thread_time() - before
    wall = time.perf_counter() - start
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    by_index = {
        name: sum(file.stat().st_size for file in folder.glob(f"*/{name}/*")) / 1e6 for name in ("statements", "articles")
    }
    _say(
        f"built: {articles:,} articles, {statements:,} statements, {len(works):,} articles as entries; wall {wall:.0f} s "
        f"(making the literature included); our thread {1_000 * spent / articles:.2f} ms an article\n"
        f"disk: {size / 1e6:.0f} MB ({', '.join(f'{name} {mb:.0f}' for name, mb in by_index.items())}), "
        f"{size / statements:.0f} MB per million statements; "
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024:.0f} MB"
    )


def build_cost(folder: Path, articles: int) -> None:
    """CPU time of all threads for a build, from changes made beforehand; a few thousand articles fit into memory."""
    literature = scale.Literature(scale.learn_words())
    waiting = list(scale.changes(literature.extractions(articles)))
    shutil.rmtree(folder, ignore_errors=True)
    index = TantivyIndex(folder)
    start = time.process_time()
    for number, changes in enumerate(waiting, 1):
        index.apply(changes, number)
    index.commit()
    middle = time.process_time()
    index.close()
    _say(
        f"CPU of all threads: {1_000 * (middle - start) / articles:.2f} ms an article, "
        f"merges at the end {1_000 * (time.process_time() - middle) / articles:.2f} ms more ({articles:,} articles)"
    )
    shutil.rmtree(folder, ignore_errors=True)


def ask(folder: Path) -> None:
    """The queries, and their times."""
    index = TantivyIndex(folder)
    words = scale.learn_words()
    frequency = Counter(word.lower() for word in words.stream if word.isascii() and word.isalpha() and len(word) > 2)
    mean = sum(words.lengths) / len(words.lengths)
    share = {word: 1 - (1 - n / len(words.stream)) ** mean for word, n in frequency.items()}
    draw = random.Random(7)
    broad_words = sorted(word for word, part in share.items() if 0.01 <= part <= 0.06)
    plain_words = sorted(word for word, part in share.items() if 0.0002 <= part < 0.01)
    plain = [Search(parse_query(" ".join(draw.sample(plain_words, 1 + i % 2))), _filters(i), facets=FACETS) for i in range(50)]
    broad = [Search(parse_query(draw.choice(broad_words)), _filters(i), facets=FACETS) for i in range(50)]
    _say(f"{'milliseconds':42} p50    p95    max  cpu p50    p95    max   matches (median)")
    _measure("two filters, 3 facets: all 100", index.search_statements, plain + broad)
    _measure("  50 plain", index.search_statements, plain)
    _measure("  50 broad", index.search_statements, broad)
    literature = scale.Literature(words)
    works = (literature.work(rank)[0] for rank in range(scale.HEAD, scale.HEAD + 50))
    titles = [" ".join(re.findall(r"[a-z]+", work.title.lower())[:3]) for work in works]
    pairs = [words.stream[at : at + 2] for at in (draw.randrange(400_000) for _ in range(200))]
    phrases = [f'"{one} {two}"' for one, two in pairs if (one + two).isalpha()][:50]
    top = [f"cites:key:{scale.article_key(f'10.5555/w{rank:07d}')}" for rank in range(20)]
    names = [f"author:{name}" for name in words.names[:20]]
    cases: list[tuple[str, Callable[[Search], Found], list[str], Search]] = [
        ("broad, no filter, all 5 facets", index.search_statements, broad_words[:50], Search(facets=STATEMENT_FACETS)),
        ("broad, newest first", index.search_statements, broad_words[:50], Search(sort=Sort.NEWEST)),
        ("two broad words, OR", index.search_statements, [" OR ".join(draw.sample(broad_words, 2)) for _ in range(30)], Search()),
        ("phrase of two words", index.search_statements, phrases, Search()),
        ("beginning of a word", index.search_statements, [word[:4] + "*" for word in plain_words[:200:4]], Search()),
        ("everything, all 5 facets", index.search_statements, ["*"] * 10, Search(facets=STATEMENT_FACETS)),
        ("all that cite one of the top 20", index.search_statements, top, Search(facets=FACETS)),
        ("author: of statements", index.search_statements, names, Search()),
        ("title: of statements, broad word", index.search_statements, [f"title:{w}" for w in broad_words[:20]], Search()),
        ("journal:", index.search_statements, [f"journal:{w}" for w in broad_words[:20]], Search()),
        ("articles by three words of a title", index.search_articles, titles, Search()),
        ("articles, broad, 3 facets, most cited", index.search_articles, broad_words[:50],
         Search(facets=ARTICLE_FACETS, sort=Sort.MOST_CITED)),
    ]  # fmt: skip
    for name, how, queries, like in cases:
        searches = [
            Search(resolve(parse_query(query), lambda _: ()), like.filters, like.sort, facets=like.facets) for query in queries
        ]
        _measure(name, how, searches)


def _filters(number: int) -> SearchFilters:
    seen = ("open", "snippet")
    match number % 3:
        case 0:
            return SearchFilters(first_year=2010, stance=(Stance.SUPPORTING, Stance.CONTRASTING), visibility=seen)
        case 1:
            sections = (SectionKind.DISCUSSION, SectionKind.RESULTS)
            return SearchFilters(first_year=2012, last_year=2020, section=sections, visibility=seen)
        case _:
            return SearchFilters(first_year=2010, self_citation=False, visibility=seen)


def _measure(name: str, how: Callable[[Search], Found], searches: list[Search]) -> None:
    for search in searches:
        how(search)
    times, spent, totals = [], [], []
    for search in searches:
        start, own = time.perf_counter(), time.thread_time()
        found = how(search)
        spent.append(1_000 * (time.thread_time() - own))
        times.append(1_000 * (time.perf_counter() - start))
        totals.append(found.total)
    clock, cpu = (" ".join(f"{part:6.1f}" for part in _parts(values)) for values in (times, spent))
    _say(f"{name:40} {clock}   {cpu}   {sorted(totals)[len(totals) // 2]:,}")


def _parts(values: list[float]) -> tuple[float, float, float]:
    values = sorted(values)
    return values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.95))], values[-1]


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    """Builds where asked to, then asks."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", action="store_true", help="make the index first")
    options.add_argument("--cost", action="store_true", help="measure the CPU time of a build of 2,000 articles, and no more")
    options.add_argument("--articles", type=int, default=scale.MILLION)
    options.add_argument("--folder", type=Path, default=Path(os.environ.get("TMPDIR", "/tmp")) / "citance-bench-search")
    asked = options.parse_args()
    if asked.cost:
        build_cost(asked.folder.with_name("citance-bench-cost"), min(asked.articles, 2_000))
        return
    if asked.build:
        build(asked.folder, asked.articles)
    ask(asked.folder)


if __name__ == "__main__":
    main()
