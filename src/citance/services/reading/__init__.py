"""Reading files: one (`file`), in a process of its own (`process`), many side by side (`pool`)."""

from citance.services.reading.file import CUTTER, FINDER, READER, Reading, ReadingJob, is_pdf, read_file, told_study
from citance.services.reading.pool import cores, read_all
from citance.services.reading.process import OneReader

__all__ = [
    "CUTTER",
    "FINDER",
    "READER",
    "OneReader",
    "Reading",
    "ReadingJob",
    "cores",
    "is_pdf",
    "read_all",
    "read_file",
    "told_study",
]
