"""How names are written, for patterns: letters, particles, surnames, initials."""

from __future__ import annotations

_LETTERS = [chr(code) for code in range(0x41, 0x530) if chr(code).isalpha()]
UP = "".join(letter for letter in _LETTERS if letter.isupper())
LOW = "".join(letter for letter in _LETTERS if letter.islower())
PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]o|[Dd]os|[Dd]as|[Dd]u|[Ll]a|[Ll]e|[Ee]l|[Aa]l|[Tt]er|[Tt]en|bin|ibn|zu|zur|af|St\.?|de\sla|ul)\s+"
    r"|[dD]['’]|[Aa]l-|[Ee]l-)"
)
WORD = rf"[{UP}][{UP}{LOW}'’‐‑–-]*[{UP}{LOW}]"
NEXT_WORD = rf"(?:(?![{UP}]v\b)[{UP}][{LOW}'’][{UP}{LOW}'’‐‑-]*|[{UP}]{{4,}})"  # two capitals behind a surname are initials
NO_NAME = r"(?!(?:The|In|An?|On|For|From)\s)"
SURNAME = (
    rf"{NO_NAME}(?:{PARTICLE}){{0,4}}{WORD}"
    rf"(?:\s+(?:(?:y|e|i|van|von|de|der|den|del|da|do|dos|das|la)\s+){{0,3}}{NEXT_WORD}){{0,3}}"
)
ONE_WORD = rf"(?:{PARTICLE}){{0,4}}{WORD}(?:\s{WORD})?"
_INITIAL = rf"[{UP}][{LOW}]?\."
DOTTED = rf"{_INITIAL}(?:[\s‐‑-]*(?!Am\.|Br\.){_INITIAL}|[‐‑-][{LOW}]\.|\s[{LOW}]\.){{0,4}}(?:\s(?:de|van|von|da|dos)\b)?"
AND = r"(?:,?\s(?:and|&|und|et|y|e)\s)"
