"""Derived rows made again from stored documents, without the files they came from.

find   references and markers are read anew, and all that follows from them
cut    sentences are cut anew; references stay as they were read
link   references are linked anew; statements stay as they were cut

A run that was stopped is gone on with by starting it again: the mark of how far it came is set in the same transaction as
the rows. Documents are taken in the order in which they came, so that the outcome is that of an ingest with these versions,
but for classifications of statements whose words did not change, and for what persons said: links they made, articles they
joined or parted. Joins that records made are taken back first and made again as their documents' turn comes; till then the
tallies of such works stand apart.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from citance.linking.identity import known_key, match_keys
from citance.model.codec import encode
from citance.services.ingest import link
from citance.services.progress import Progress
from citance.services.reading import ReadingJob, cores, read_all
from citance.store.base import Store
from citance.store.packing import PackedDocument, pack_references
from citance.store.values import DocumentInfo, Stage

_AT_ONCE = 64  # documents in one transaction


def rebuild(
    store: Store,
    stage: Stage,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> int:
    """How many documents were made anew. `stage` is FIND, CUT or LINK; `workers` as for ingest (LINK needs none).
    A document keeps the date it came in."""
    processes = cores() if workers is None else workers
    total = store.stats().documents
    begun = store.progress(stage)
    if begun is None:
        with store.transaction():
            store.drop_joins()
            store.set_progress(stage, begun := 0)
    done = 0
    pending: list[tuple[DocumentInfo, PackedDocument]] = []

    def write() -> None:
        nonlocal done
        with store.transaction():
            for info, packed in pending:
                entry = link(store, info.file, packed, info.at)
                made = msgspec.structs.replace(entry.made_by, reader=info.made_by.reader)
                if stage is Stage.LINK:
                    made = msgspec.structs.replace(made, finder=info.made_by.finder, cutter=info.made_by.cutter)
                elif stage is Stage.CUT:
                    made = msgspec.structs.replace(made, finder=info.made_by.finder)
                store.put_again([(info.number, msgspec.structs.replace(entry, article=info.article, made_by=made))])
            store.set_progress(stage, pending[-1][0].number)
        done += len(pending)
        pending.clear()
        if progress is not None:
            progress(done, total)

    for info, packed in _remade(store, stage, begun, processes):
        pending.append((info, packed))
        if len(pending) == _AT_ONCE:
            write()
    if pending:
        write()
    store.set_progress(stage, None)
    return done


def _remade(store: Store, stage: Stage, after: int, workers: int) -> Iterator[tuple[DocumentInfo, PackedDocument]]:
    """Each stored document above a number, packed anew from the stage on."""
    infos = (info for info in store.documents() if info.number > after)
    if stage is Stage.LINK:
        for info in infos:
            yield info, _relinkable(store, info)
        return
    sent: list[DocumentInfo] = []

    def jobs() -> Iterator[ReadingJob]:
        for info in infos:
            sent.append(info)
            references = store.bibliography(info.number) if stage is Stage.CUT else None
            yield ReadingJob(
                info.file.name, encode((store.document(info.number), references)), "cut" if stage is Stage.CUT else "find"
            )

    for _, reading in read_all(jobs(), workers):
        info = sent.pop(0)
        packed = reading.packed
        if packed is None:
            packed, problems = _relinkable(store, info), reading.problems
            yield info, msgspec.structs.replace(packed, problems=packed.problems + problems)
        else:
            yield info, packed


def _relinkable(store: Store, info: DocumentInfo) -> PackedDocument:
    """A stored document with its works ready to be linked anew and its statements as they are."""
    packed = store.entry(info.number).packed
    record = packed.record
    references = pack_references(store.bibliography(info.number), key_of=known_key, match_keys_of=match_keys)
    return msgspec.structs.replace(
        packed, key=known_key(record) or info.article, match_keys=tuple(match_keys(record)), references=references
    )
