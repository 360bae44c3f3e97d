"""One file read: bytes in, a packed document out, or the document as it is; and what reading it may take."""

from __future__ import annotations

import time
from typing import Literal, NamedTuple

import msgspec

from citance.errors import Unreadable
from citance.extraction.study_type import find_study_type
from citance.linking.identity import known_key, match_keys
from citance.model import ArticleRecord, Document, Extraction, Problem, ProblemKind, Reference
from citance.model.codec import decode, encode
from citance.store.packing import PackedDocument, pack
from citance.text.sentences import VERSION as SPLITTER

# Of every reader. 2: names, titles, journals and pages without marks that are not theirs; lists that a part has of its own.
READER = "2"
# 6: standards, and bodies by their short or long names; entries as GOST and Chicago print them; Korean names whole;
# 5: names and places in works in more languages, numbers that bring in the next of the list, lists of a part's own;
# 4: further works in one link by names and years, numbers in words ("ref. 3"), lists and notes that are no <ref>;
# 3: members of a group without a link, ranges in words, CALS
FINDER, CUTTER = "citations 6", f"sentences {SPLITTER}"

# A slow article takes a second on a slow machine; what takes a hundred times that hangs.
PATIENCE = 120.0
# Address space of a reading process. The largest article met (64 MB of XML) needs about 700 MB.
MOST_MEMORY = 2 << 30
# A PDF is read by a large library in C and can be made to cost what it likes; articles take half a second and 150 MB.
PDF_PATIENCE = 20.0
PDF_MEMORY = 1 << 30


def is_pdf(data: bytes) -> bool:
    """Whether the file is one for the reader of PDFs."""
    from citance.readers import pdf

    return pdf.sniff(data[:1024])


class ReadingLimits(NamedTuple):
    """What reading a file may take: seconds, and bytes of address space."""

    patience: float
    memory: int


class ReadingJob(msgspec.Struct, frozen=True, array_like=True):
    """One file to read, for "document" no further than that; or, of a rebuild, a stored document with, for "cut", its
    references as they were read."""

    name: str
    data: bytes
    stage: Literal["", "document", "find", "cut"] = ""

    @property
    def limits(self) -> ReadingLimits:
        """What reading it may take."""
        if self.stage in ("", "document") and is_pdf(self.data):
            return ReadingLimits(PDF_PATIENCE, PDF_MEMORY)
        return ReadingLimits(PATIENCE, MOST_MEMORY)


_NOTHING = msgspec.Raw(encode(None))


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """What came of one file: a packed document, or the document where no more was wanted, or the problems why there is none.

    The packed document stays as it was sent until it is wanted: hundreds wait at a time, and unfolded they take five times the
    memory.
    """

    sent: msgspec.Raw = _NOTHING  # the packed document as msgpack
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0  # of CPU, in the process that read it
    document: Document | None = None

    @property
    def is_packed(self) -> bool:
        """Whether there is a packed document."""
        return self.sent != _NOTHING

    @property
    def packed(self) -> PackedDocument | None:
        """The packed document, unfolded anew each time."""
        return decode(self.sent, PackedDocument) if self.is_packed else None


def told_study(record: ArticleRecord) -> str:
    """The study type of an article as it is kept: see PackedDocument."""
    study = find_study_type(record.article_type, record.title, record.abstract, record.keywords)
    return "" if study is None else f"{study.type} abstract" if study.where == "abstract" else str(study.type)


def read_file(job: ReadingJob) -> Reading:
    """Read, extract and pack one file; never raises but for what stops the process."""
    begun = time.process_time()
    try:
        if job.stage == "document":
            return Reading(document=_document(job), seconds=time.process_time() - begun)
        packed = pack(_extraction(job), key_of=known_key, match_keys_of=match_keys, study_of=told_study)
    except Unreadable as trouble:
        kind = getattr(trouble, "kind", None)
        return _failed(ProblemKind(kind) if kind else ProblemKind.UNREADABLE, trouble.why, begun)
    except MemoryError:
        return _failed(ProblemKind.REFUSED, "it needs more memory than a reading process may have", begun)
    except RecursionError:
        return _failed(ProblemKind.REFUSED, "it is nested too deeply", begun)
    except Exception as trouble:  # a mistake of ours: recorded with its kind, and the other files go on
        return _failed(ProblemKind.UNREADABLE, f"the reader failed: {type(trouble).__name__}: {trouble}", begun)
    return Reading(msgspec.Raw(encode(packed)), (), time.process_time() - begun)


def _extraction(job: ReadingJob) -> Extraction:
    from citance.extraction import cut_statements, extract, find_markers, resolve_markers

    if not job.stage:
        return extract(_document(job))
    document, references = decode(job.data, tuple[Document, tuple[Reference, ...] | None])
    if references is None:
        return extract(document)
    citations, problems = resolve_markers(document, find_markers(document))
    statements = cut_statements(document, references, citations)
    return Extraction(document, references, tuple(statements), tuple(problems))


def _document(job: ReadingJob) -> Document:
    from citance.readers import read

    return read(job.data, job.name)


def _failed(kind: ProblemKind, words: str, begun: float) -> Reading:
    return Reading(problems=(Problem(kind, words),), seconds=time.process_time() - begun)
