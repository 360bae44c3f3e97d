"""Lines in reading order → the reference lists among them, parted into entries.

A list begins under its heading, or, where none is printed, where a run of numbers from 1 on begins lines that read like
references. How its entries are told apart is a question to the whole list: by numbers that count on, by hanging or indented
first lines, by the room between them, or by names at the start of a line behind the end of a sentence. Each way that the page
allows is tried, and the one whose entries read most like references is taken.
"""

from citance.readers.pdf.references.headings import is_list_heading
from citance.readers.pdf.references.lists import Entry, ReferenceList, find_reference_lists

__all__ = ["Entry", "ReferenceList", "find_reference_lists", "is_list_heading"]
