"""Styles of some countries told in the signs that the readers of parts know: GOST, GB/T 7714, French ones, patents."""

from __future__ import annotations

import re

from citance.extraction.printed.letters import LOW, UP

# "[J]", "[M/OL]": what kind of work it is, as GB/T 7714 has it. "[C]//" leads to the volume that a paper stands in.
_KIND = re.compile(r"\s?\[(?:[JMDCRNPSGZ]|EB|DB|CP)(?:/(?:OL|CD|MT|DK))?\](?=\s?(?:[.,:;/]|$))")
_KIND_IN = re.compile(r"\s?\[[CMA]\](?:\s?//|,?\s?In:)\s?", re.I)
_NEXT = r"[.,;]?\s?(?:[–—-]\s)?"
# "Title // Journal. – 2010. – Т. 45, № 3. – С. 12–15.": year, volume, issue and pages as GOST has them.
_GOST = re.compile(
    rf"\s?//\s?(?P<container>[^/]{{2,160}}?){_NEXT}(?:(?P<year>(?:19|20)\d\d){_NEXT}|(?=(?:Т|Том|Vol|V|T|№|Вып|Iss)\.?\s?\d))"
    rf"(?:(?:Т|Том|Vol|V|T)\.\s?(?P<volume>[\dIVXLC]+){_NEXT})?"
    rf"(?:\(?(?:№|No|N|Вып|Iss|Is|Number)\.?\s?(?P<issue>\d[\d/–-]*)(?:\s\(\d+\))?\)?{_NEXT})?"
    r"(?:(?:С|Pp?|S|C)\.\s?(?P<first>\w{1,7})(?:\s?[–—-]\s?(?P<last>\w{1,7}))?)?",
    re.I,
)
# "vol. 45, n° 3, 2010, p. 12-15", "45, n° 3, mars 2010, p. 12-15": the year behind the issue.
# "Иванов, И. И. Title / И. И. Иванов, П. П. Петров // ...": who answers for it stands once more behind the title, all of them.
_HEADING = re.compile(rf"([{UP}][{LOW}]+(?:-[{UP}][{LOW}]+)?),?\s(?:[{UP}]\.\s?){{1,2}}(?=\s?[{UP}])")
_ANSWERS = re.compile(
    rf"\s/\s(?P<names>(?:[{UP}]\.\s?){{1,2}}[{UP}][{LOW}-]+(?:,\s(?:[{UP}]\.\s?){{1,2}}[{UP}][{LOW}-]+){{0,30}})?[^/]{{0,80}}?(?=\s?//|\.\s?[–—-]|[.;,]\s(?:М|СПб|Л|К)\.|$)"
)
_ONE_WHO_ANSWERS = re.compile(rf"((?:[{UP}]\.\s?){{1,2}})([{UP}][{LOW}-]+)")
_TOWN = re.compile(rf"[.,;]\s(?:[–—-]\s)?(?:М|СПб|Л|К|Мн|[{UP}][{LOW}]{{2,15}})\.?(?:\s?:\s[^:]{{2,60}})?[\s,.]*$")
_TOWN_AND_YEAR = re.compile(r"[.,;]\s?(?:[–—-]\s)?(?:М|СПб|Л|К|Мн)\.?,?\s(?=(?:19|20)\d\d[\s.]*(?:[–—-]|\d|$))")
_CYRILLIC = re.compile("[а-яё]{3}")
# "ARDEN (J.), BLYTHE (P.), Ferns of walls, 2006".
_BRACKETED_INITIALS = re.compile(rf"([{UP}][\w'’-]{{1,30}})\s\(((?:[{UP}][{LOW}]?\.[\s‐-]?){{1,3}})\)")
# "Jane Arden, Ferns on walls (New York: Invent Press, 2001), 45–46.": a book in a note.
_NOTE = re.compile(
    rf"(?P<given>[{UP}][{LOW}]+(?:\s(?:[{UP}]\.|[{UP}][{LOW}]+))?)\s(?P<surname>(?:van\s|von\s|de\s)*[{UP}][\w'’-]+)(?P<others>\sand\s[^,]{{5,40}})?,\s"
    r"(?P<title>[^()“\"]{4,200}?)\s\([^():]{2,40}:\s[^():]{2,60},\s(?P<year>(?:1[5-9]|20)\d\d)\)(?:,\s(?P<first>\d{1,4})(?:[–-](?P<last>\d{1,4}))?)?\.?$"
)
_FRENCH = re.compile(
    r"(?:\b(?:vol|t|tome|volume)\.?\s?)?\b(?P<volume>[\dIVXLC]{1,6}),?\s?(?:\(\s?)?(?:n°|nº|no\.?|n\.)\s?(?P<issue>\d{1,4}(?:[-–/]\d{1,4})?)(?:\s?\))?,\s"
    r"(?:[^\W\d_]{3,10}\.?(?:[-–][^\W\d_]{3,10}\.?)?\s)?(?P<year>(?:1[5-9]|20)\d\d)[,:]\spp?\.\s?(?P<first>\d+)(?:\s?[–—-]\s?(?P<last>\d+))?",
    re.I,
)
# The number of a patent is neither volume nor page.
_PATENT = re.compile(
    r"[,;]?\s?\(?(?:(?:United\sStates|U\.?\s?S\.?A?\.?|European|Chinese|China|German|Japanese|Japan|Korean|World|International|WO|EP|CN)\s)?"
    r"patent\s?(?:application|publication|no\.?|nr\.?|number|appl\.?)*\s?:?\s?(?:[A-Z]{2}[\s-]?)?\d[\d,/-]{3,14}\d"
    r"(?:\s?\(?[A-Z]\d?\)?(?!\w))?\)?(?:,\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?=,\s(?:19|20)\d\d))?",
    re.I,
)
_INVENTOR = re.compile(r",\s?inventors?(?:;[^.;]{2,80},\s?(?:assignee|applicant|owner)s?)?(?=[.;:])", re.I)
# "([1887] 1999)", "1999 [1887]": when the work was first printed.
_FIRST_PRINTED = re.compile(
    r"(?<=\()\s?\[(?:1[5-9]|20)\d\d\]\s?(?=(?:1[5-9]|20)\d\d)|(?<=(?:1[5-9]|20)\d\d)\s?\[(?:1[5-9]|20)\d\d\](?=[).,:])"
)
_DEGREE = re.compile(
    r"\s?\[(?:[\w.’']{2,12}\s){0,2}(?:dissertation|thesis|tese|tesis|dissertação|thèse)(?:\s[\w.]{2,12}){0,2}\](?=[.,:;])", re.I
)
# "In Plants, edited by Bo Brandt, 45–67.": the pages behind the editors, as Chicago has them.
_EDITED_BY = re.compile(r",\sedited\sby\s[^;:\d]{3,120}?,\s(?P<first>\d{1,4})\s?[–-]\s?(?P<last>\d{1,4})(?=\.(?:\s|$))")
# "Title, Journal Discuss. [preprint], in review, 2005.", as Copernicus has it.
_PREPRINT = re.compile(r"(?:,\s(?P<journal>[^,]{3,60}?))?\s?\[preprint\](?:,\sin\sreview)?", re.I)


def retell(bare: str) -> str:
    """The words of a reference, where they are of one of these styles as most styles have them."""
    if "[" in bare:
        bare = _DEGREE.sub("", _FIRST_PRINTED.sub("", bare))
        bare = _PREPRINT.sub(lambda found: f". {found[1]}" if found[1] else "", _KIND.sub("", _KIND_IN.sub(". In: ", bare)))
    if " / " in bare and _CYRILLIC.search(bare, 0, 60) is not None:
        bare = _with_all(bare)
    if "//" in bare:
        bare = _GOST.sub(_as_usual, bare, count=1)
    if not bare.isascii() and _CYRILLIC.search(bare, 0, 60) is not None:
        bare = _TOWN_AND_YEAR.sub(". ", bare, count=1)
    if ".)" in bare[:40] and _BRACKETED_INITIALS.match(bare) is not None:
        bare = _BRACKETED_INITIALS.sub(r"\1, \2", bare[:300]) + bare[300:]
    if ":" in bare and bare[-1:] in ".)0123456789" and (note := _NOTE.match(bare)) is not None:
        bare = f"{note['surname']}, {note['given']}{note['others'] or ''}. {note['title']}. {_numbers(note)}"
    if "n°" in bare or "nº" in bare or " no" in bare:
        bare = _FRENCH.sub(_numbers, bare, count=1)
    if "edited by" in bare:
        bare = _EDITED_BY.sub(r", pp. \g<first>-\g<last>", bare, count=1)
    if "atent" in bare and (patent := _PATENT.search(bare)) is not None:
        bare = _INVENTOR.sub("", f"{bare[: patent.start()]}{bare[patent.end() :]}")
    return bare


def _as_usual(found: re.Match[str]) -> str:
    container = found["container"].strip(" .,")
    if not (found["volume"] or found["issue"]):
        return f". In: {_TOWN.sub('', container)}. {_numbers(found)}"
    return f". {container}. {_numbers(found)}"


def _with_all(bare: str) -> str:
    """The words without who answers for the work, who are all of its authors where the heading has one of them alone."""
    answers = _ANSWERS.search(bare)
    if answers is None:
        return bare
    heading = _HEADING.match(bare)
    if heading is not None and answers["names"]:
        names = [(surname, given.strip()) for given, surname in _ONE_WHO_ANSWERS.findall(answers["names"])]
        if len(names) > 1 and names[0][0] == heading[1]:
            others = "".join(f", {surname}, {given}" for surname, given in names[1:])
            before = f"{heading[1]}, {names[0][1]}{others} {bare[heading.end() : answers.start()].lstrip()}"
            return before + bare[answers.end() :]
    return bare[: answers.start()] + bare[answers.end() :]


def _numbers(found: re.Match[str]) -> str:
    """Year, volume, issue and pages in the order of most styles: `2010;45(3):12-15`."""
    volume, issue, first, last = (found.groupdict().get(part) for part in ("volume", "issue", "first", "last"))
    pages = f"{first}-{last}" if first and last else first or ""
    if not found["year"]:
        return f"{volume or ''}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"
    if not (volume or issue):
        return f"{found['year']}. p. {pages}" if pages else found["year"]
    return f"{found['year']};{volume or ''}{f'({issue})' if issue else ''}{f':{pages}' if pages else ''}"
