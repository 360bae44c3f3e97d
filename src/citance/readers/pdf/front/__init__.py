"""The first pages → what they say of the article: title, authors, DOI, journal, year, and which lines are its abstract.

The page is believed before the file's own data about itself, which often are those of the file it was made from; they count
where the page says the same. What cannot be told stays empty.
"""

from citance.readers.pdf.front.record import Front, read_front

__all__ = ["Front", "read_front"]
