"""How names are printed before a year, in the languages that journals write in: patterns for the finder of names and years.

They read all between the first author's name and the year: of `Arden, Blythe and Dorn (2001)`, `García y Pérez, 2010`,
`Yılmaz ve ark. (2012)`, `Иванов и др., 2001`, `张三等（2010）`.
"""

from __future__ import annotations

import re

# Small letters of the scripts that have them; whatever else is no digit may begin a name.
_SMALL = "a-zà-ÿа-яѐ-џґα-ώ"
CAPITAL = rf"[^\W\d_{_SMALL}]"
_PARTICLES = (
    r"(?:(?:van|von|vom|de|del|della|dela|der|den|di|da|dos|du|la|las|los|le|el|al|ter|ten|do|das|zu|zum|zur|af|av|bin|ibn"
    r"|st\.)\s+)*"
)
# Letters of names in scripts that stand without blanks; of any other script a name ends where these begin.
_EAST = "\u2fff-\ud7af"
_REST = rf"(?:[^\W{_EAST}]|['’\-\u2010\u2011])"
_FIRST = rf"(?![{_EAST}]){CAPITAL}"
_NAME = rf"{_PARTICLES}{_FIRST}{_REST}*(?:\s{_FIRST}{_REST}+){{0,2}}"
_THEIR_INITIALS = rf"(?:{_FIRST}\.?[\s\-]?){{1,3}}"
_INITIALS = rf"(?:,?\s?(?P<initials>{_THEIR_INITIALS})(?!\w))?"
# Of "G. Ott, M. Li, B. Roe" the M is Li's.
_NEXT_NAME = rf"\s?(?:{_FIRST}\.[\s\-]?){{0,2}}{_FIRST}[^\W\d_]"
_MORE_INITIALS = rf"(?:,?\s?{_THEIR_INITIALS}(?![\w.]|{_NEXT_NAME}))?"
# "and" between two names: Romance, Germanic and Slavic languages, Turkish, Indonesian, Hungarian, Finnish, Greek...
_AND_WORDS = r"and|y|e|i|et|und|u\.|en|og|och|dan|ve|ile|a|és|ja|și|şi|ir|un|và|dhe|και|и|й|і|та"
# ... and East Asian ones, which stand without a blank.
_AND_CJK = "和与與及跟と와과"
_PARTS_CJK = "、，・·‧；"
_AND = rf"(?:,?\s?(?:{_AND_WORDS}|&|\+)|,|\s?[;/{_PARTS_CJK}{_AND_CJK}])\s?"  # "LEITE; LACERDA, 2018" is ABNT's way
# Each of these is read in one way only, or a row of commas and capitals is tried in more ways than there are seconds.
_ANOTHER = rf"(?>{_AND}(?:{_FIRST}\.[\s\-]?){{0,3}}{_NAME}{_MORE_INITIALS})"
_ANOTHER_EAST = rf"{_AND}(?=[{_EAST}])\w(?:(?=[{_EAST}])[^\W{_AND_CJK}])*?"
LEADING_AND = re.compile(
    rf"^[\s,;&+/{_PARTS_CJK}]*(?:(?:{_AND_WORDS})\s|[{_AND_CJK}](?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2}}))?"
)
_WITH_OTHERS = (
    r"al(?:ii|ia)?\b\.?|others|(?:(?:his|her|their)\s)?(?:colleagues|co-?workers|team|associates|collaborators)"
    r"|coll?(?:s|[eè]gues|legen|legas?|aborat(?:eurs|ori)|aboradores)?\b\.?|otros|outros|autres|altri|mitarbeiter\w*|kollegen"
    r"|ark(?:adaşları)?\b\.?|diğ(?:erleri)?\b\.?|kol(?:eg\w+)?\b\.?|in\.|wsp\.|sur\.|mtsai|munkatársai|medarbetare|kawan-kawan"
)
_OTHERS = (
    r"(?:,?\s?(?:(?:and|&|y|e|i|a|et|und|ve|dan|és|și|şi)\s?(?:ses\s|suas?\s|sus\s)?(?:" + _WITH_OTHERS + r")"
    r"|et\.?\W?\s?al(?:ii|ia)?\b\.?|al\.|u\.\s?a\.|mitarbeiter|m\.\s?fl?\.|e\.\s?a\.|dkk\b\.?|dll\b\.?|v\.?\s?d\.|vd\b\.?"
    r"|(?:и|с|та|зі?)\s(?:др\b\.?|ін\b\.?|інші|другие|колл\w*\.?|соавт\w*\.?|співавт\w*\.?)|等人?|ほか|ら|他|外|외|등)"
    r"|\s(?:others|colleagues|co-?workers|associates|collaborators|col(?:s|aboradores)?\b\.?)(?=\W))"
)
_EARLIER_YEARS = (
    r"(?:(?:(?:1[5-9]|20)\d\d[a-zа-е]?|in press)(?:\s?[:,]\s?(?:p{1,2}\.\s?)?\d{1,3}(?:[\-\u2013]\d{1,3})?(?!\d))?"
    r"(?:\s?[,;&/]\s?[a-zа-е](?!\w))*[\s,;&/，；、]*(?:and\s|y\s|e\s|et\s|und\s|и\s|\u2013|-)?)*"
)
# From the end of the first author's name to the year. Names are inflected in Russian: "по Иванову (2001)".
BETWEEN = re.compile(
    rf"(?P<ending>(?:а|у|ым|ом|е|ой|ою|ы|и|ю|я|ем|ей)(?!\w))?(?:['’`]s?(?!\w))?{_INITIALS}"
    rf"(?P<names>(?:{_ANOTHER}|{_ANOTHER_EAST})*?)(?P<others>{_OTHERS})?(?:['’`]s?(?!\w))?"
    r"(?:\s?[(\[][A-Z][A-Za-z]{1,9}[)\]])?[\s,.;:，、；：]*(?:[(\[（［]\s?(?:(?:see|e\.g\.|cf\.)[\s,]*)?)?"
    rf"{_EARLIER_YEARS}[(\[（［]?"
)
COAUTHOR_OF = re.compile(
    rf"{CAPITAL}[\w'’\-]+(?:,?\s(?:{_AND_WORDS}|&)\s|\s?[・·‧]\s?|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[{_AND_CJK}]\s?)$"
)
# Works without a year, by their first letters, for a set of letters is searched for fast.
UNDATED = re.compile(
    r"[EIFNOSTbБВefinostбв](?<!\w.)(?i:(?<=i)n (?:press|prep(?:aration)?|stampa|druk)|(?<=i)m (?:druck|erscheinen)"
    r"|(?<=e)n (?:prensa|prep)|(?<=n)o (?:prelo|date)|(?<=n)\.\s?d\.|(?<=s)ous presse|(?<=s)ubmitted|(?<=s)\.\s?[fad]\."
    r"|(?<=s)(?:/f\b|in fecha)|(?<=f)orthcoming|(?<=o)\.\s?J\.|(?<=t)\.\s?y\.|(?<=б)\.\s?г\.|(?<=в) печати)"
)
