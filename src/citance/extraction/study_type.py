"""What kind of study an article is: trial, cohort, case report, review, animal, in vitro...; with the words that say so.

    "Sirolimus for lymphatic anomalies: a randomised controlled trial"     trial, because of the title
    "Methods: We searched MEDLINE for randomised trials of sirolimus."     unknown: it is about trials
    "Mice were randomly assigned to sirolimus or placebo"                  animal, not trial

A careful reader's rules, in the order in which they are asked: what the file says it is, then the title, the keywords, the
abstract. What a reader would have to guess is None: a wrong type misleads whoever weighs evidence by it, no type does not. So
plurals ("trials", "case reports") and titles that ask about, answer or rate other studies say nothing, and an abstract that
describes two designs is of neither. English, and in titles a few words of German, French, Spanish and Portuguese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from citance.model import StudyType

Where = Literal["type", "title", "keywords", "abstract"]


class Study(msgspec.Struct, frozen=True):
    """A study type, where it is said, and in which words."""

    type: StudyType
    where: Where
    words: str


class _Rule(NamedTuple):
    type: StudyType
    needs: tuple[str, ...]  # one of them begins a word of all that the pattern finds: looked for first, for that is quick
    pattern: re.Pattern[str]

    def search(self, words: str) -> re.Match[str] | None:
        """Where it speaks in these words, which are in small letters."""
        for need in self.needs:  # a loop: `any` takes twice as long
            if need in words:
                return self.pattern.search(words)
        return None


def _rules(table: Sequence[tuple[StudyType, str, str]]) -> tuple[_Rule, ...]:
    return tuple(_Rule(type, tuple(needs.split("|")), re.compile(pattern, re.X)) for type, needs, pattern in table)


def _any_need(rules: Sequence[_Rule]) -> re.Pattern[str]:
    """Finds what one of the rules needs, in small letters."""
    # By their first letters, for in one list all 80 would be tried wherever a word begins.
    by_letter: dict[str, str] = {}
    for need in sorted({need for rule in rules for need in rule.needs}):
        first, rest = need[0], re.escape(need[1:])
        by_letter[first] = f"{by_letter[first]}|{rest}" if first in by_letter else rest
    return re.compile(rf"\b(?:{'|'.join(f'{first}(?:{rest})' for first, rest in by_letter.items())})")


# What files say of themselves. Letters, corrections and "research-article" say nothing of how a study was done.
_OF_FILE = {
    "systematic-review": StudyType.SYSTEMATIC_REVIEW,
    "meta-analysis": StudyType.SYSTEMATIC_REVIEW,
    "review-article": StudyType.REVIEW,
    "case-report": StudyType.CASE_REPORT,
    "case-series": StudyType.CASE_REPORT,
    "clinical-trial": StudyType.TRIAL,
    "randomized-controlled-trial": StudyType.TRIAL,
    "protocol": StudyType.PROTOCOL,
    "study-protocol": StudyType.PROTOCOL,
    "guideline": StudyType.GUIDELINE,
    "practice-guideline": StudyType.GUIDELINE,
    "editorial": StudyType.OPINION,
    "article-commentary": StudyType.OPINION,
}
# These are about another article, whatever words they share with it.
_SECOND_HAND = frozenset(
    {"correction", "retraction", "letter", "reply", "discussion", "news", "book-review", "abstract", "obituary"}
)

# A title that speaks of studies, not as one: comments, answers, assessments of how others were done.
_ABOUT_OTHERS = re.compile(
    r"""^(comments?\ (on|to)|reply\ to|replies|response\ to|re:|letter|erratum|corrigendum|correction|retract)
      | \b(quality|reporting|registration|design|conduct|methodology|(?<!meta-)(?<!meta)analysis|interpretation|assessment|evaluation|lessons|evidence
          |challenges|barriers|recruitment|guidance|guidelines?|recommendations?|tool|checklist|framework|database|registry)
        \ (of|for|from|in|on|to)\ [^:]*\b(trials?|reviews?|meta-analys[ei]s|case\ reports?|studies|cohorts)\b
      | \b(how\ to|why|what\ is)\b[^:]*\b(trials?|reviews?|stud(y|ies))\b""",
    re.I | re.X,
)

_OF_TITLE = _rules(
    (
        (
            StudyType.PROTOCOL,
            "protocol|protokoll|rationale",
            r"\b((study|trial|review)\ protocol|protocol\ (for|of)\ (an?|the)\ [^:]*(trial|study|review|meta-analysis|cohort)"
            r"|rationale\ and\ design|protokoll\ einer)\b",
        ),
        (
            StudyType.SYSTEMATIC_REVIEW,
            "systemat|systémat|sistem|meta-|metaan|metan|méta-|scoping|umbrella|rapid|cochrane",
            r"\b((systematic|scoping|umbrella|rapid|cochrane)\ (literature\ )?review|meta-?analysis|meta-regression"
            r"|revisi[oó]n\ sistem[aá]tica|revis[aã]o\ sistem[aá]tica|revue\ syst[eé]matique|systematische\ (übersicht|übersichtsarbeit)"
            r"|meta-?an[aá]lisis|metan[aá]lise|méta-analyse|metaanalyse)\b",
        ),
        (
            StudyType.GUIDELINE,
            "guideline|consensus|leitlinie",
            r"\b((clinical\ )?practice\ guidelines?|consensus\ (statement|guidelines?|recommendations?)|guidelines?\ for\ the\ (management"
            r"|diagnosis|treatment)|leitlinie)\b|:\ (an?\ )?([\w-]+\ )?guidelines?\ (of|from|by)\b",
        ),
        (
            StudyType.CASE_CONTROL,
            "case-control|casos|cas-t|fall-k",
            r"\b(case-control\ (study|analysis)|casos\ y\ controles|casos\ e\ controles|cas-t[eé]moins|fall-kontroll-studie)\b",
        ),
        (
            StudyType.CASE_REPORT,
            "case|caso|fallbericht|kasuistik",
            r"\b(a\ case\ (report|study\ and\ (literature\ )?review|series)|case\ (report|series)(?=\s*($|[:.(]|and\ |of\ (an?|\d|two|three|four"
            r"|five|the)\b))|(report|series)\ of\ (an?|one|two|three|four|five|\d+|the\ first)\ cases?|relato\ de\ (um\ )?caso|reporte\ de\ (un\ )?caso"
            r"|informe\ de\ un\ caso|fallbericht|kasuistik)\b",
        ),
        (
            StudyType.ANIMAL,
            "mice|rats|rat |mouse|murine|zebrafish|rabbit|pigs|piglets|beagle|hamsters|porcine|canine|primate|animal",
            r"\bin\ ([\w-]+\ ){0,4}?(mice|rats|zebrafish|rabbits|piglets|guinea\ pigs|beagles?|hamsters)\b(?!\ (cells?|tissues?|model\ systems?))"
            r"|\b(mouse|murine|rat|rabbit|zebrafish|porcine|canine|primate|animal)\ models?\b",
        ),
        (
            StudyType.TRIAL,
            "random|trial|single-arm|double-blind|phase|ensayo|ensaio|essai",
            r"\b(randomi[sz]ed,?\ ([\w-]+,?\ ){0,6}?(trial|study)|(controlled|clinical|pilot|feasibility|crossover|cross-over|superiority"
            r"|non-?inferiority|cluster|single-arm|open-label|double-blind|placebo-controlled|pragmatic)\ trial"
            r"|phase\ (i{1,3}v?|iv|[1-4])[ab]?(/(i{1,3}|[1-4])[ab]?)?\ ([\w-]+\ ){0,4}?(trial|study)|(single-arm|double-blind)\ study"
            r"|ensayo\ cl[ií]nico|ensaio\ cl[ií]nico|essai\ (clinique|contr[oô]l[eé]|randomis[eé])|randomisierte\ ([\w-]+\ ){0,2}studie)\b",
        ),
        (
            StudyType.COHORT,
            "cohort|longitudinal|follow-up|observational|cohorte|coorte|kohorten",
            r"\b(cohort\ (study|analysis)|(prospective|retrospective|longitudinal|birth|population-based|nationwide|observational)\ ([\w-]+\ ){0,2}?cohort"
            r"|a\ cohort\ of\ (\d+|[\w-]+\ hundred)|(longitudinal|follow-up)\ study"
            r"|(prospective|retrospective|longitudinal),?\ ([\w-]+,?\ ){0,2}?observational\ study|estudio\ de\ cohortes?|estudo\ de\ coorte|[eé]tude\ de\ cohorte|kohortenstudie)\b",
        ),
        (
            StudyType.CROSS_SECTIONAL,
            "cross-sect|transvers|querschnitt|prevalence",
            r"\b(cross-sectional|estudio\ transversal|estudo\ transversal|[eé]tude\ transversale|querschnittstudie|prevalence\ (study|survey))\b",
        ),
        (
            StudyType.QUALITATIVE,
            "qualitative|interview|focus group|grounded|ethnograph",
            r"\b(qualitative\ (study|analysis|interview|exploration|inquiry)|focus\ group\ study|interview\ study|grounded\ theory|ethnograph(y|ic\ study))\b",
        ),
        (
            StudyType.IN_SILICO,
            "silico|dynamics|simulation|computational|docking",
            r"\b(in[\ -]silico|molecular\ dynamics\ (simulations?|study)|(simulation|computational)\ study|docking\ study)\b",
        ),
        (
            StudyType.IN_VITRO,
            "vitro",
            r"\bin[\ -]vitro\ (study|stud(y|ies)|evaluation|assessment|activity|effects?)\b|^in[\ -]vitro\b|\bin\ vitro$",
        ),
        (
            StudyType.REVIEW,
            "review|minireview|übersicht|ubersicht|revisi",
            r"((:|–|—|-|\.|\?)\s*|^)(an?\ )?(narrative\ |brief\ |critical\ |comprehensive\ |state-of-the-art\ |mini-?\s?|short\ |updated\ |current\ |literature\ )*"
            r"review(\ (of\ (the\ )?(current\ )?literature|article|and\ (update|perspectives?)))?\s*$"
            r"|^an?\ (narrative\ |brief\ |critical\ |comprehensive\ |literature\ )*review\ (of|on)\b|\breview\ of\ the\ literature\s*$"
            r"|(^|[:.])\s*(eine\ )?[uü]bersicht(sarbeit)?\s*$|\buna\ revisi[oó]n\s*$",
        ),
    )
)
"""In this order: a protocol of a trial is a protocol, a review of animal studies a review."""
_NEEDED_IN_TITLE = _any_need(_OF_TITLE)  # three titles in four have nothing of it

# "in vitro and in vivo": a study of two kinds is of neither.
_PLACES_OF_STUDY = ("in vitro", "in vivo", "in silico", "in-vitro", "in-vivo", "in-silico")

# Authors' keywords name topics, too; these few name the thing in hand, where nothing else was said.
_OF_KEYWORDS = {
    "case report": StudyType.CASE_REPORT,
    "case series": StudyType.CASE_REPORT,
    "systematic review": StudyType.SYSTEMATIC_REVIEW,
    "meta-analysis": StudyType.SYSTEMATIC_REVIEW,
    "randomized controlled trial": StudyType.TRIAL,
    "randomised controlled trial": StudyType.TRIAL,
    "randomized clinical trial": StudyType.TRIAL,
    "randomised clinical trial": StudyType.TRIAL,
    "cohort study": StudyType.COHORT,
    "case-control study": StudyType.CASE_CONTROL,
    "cross-sectional study": StudyType.CROSS_SECTIONAL,
    "qualitative study": StudyType.QUALITATIVE,
    "study protocol": StudyType.PROTOCOL,
}

_ANIMALS = r"(mice|rats|mouse|rabbits|piglets|pigs|guinea\ pigs|hamsters|zebrafish|dogs|monkeys|macaques|sheep|broilers?|chickens|calves|cows)"
_PEOPLE = (
    r"(patients|participants|subjects|individuals|children|adults|women|men|infants|volunteers|students|residents|families|adolescents"
    r"|smokers|veterans|employees|couples|people|persons|parents|neonates|schools|practices|hospitals|clinics|villages)"
)

_OF_ABSTRACT = _rules(
    (
        (
            StudyType.PROTOCOL,
            "protocol|will",
            r"\b(this\ protocol\ (describes|outlines)|(this|the)\ (trial|study)\ will\ (recruit|enrol|randomi[sz]e|be\ conducted)"
            r"|will\ be\ randomly\ (assigned|allocated)|will\ be\ randomi[sz]ed)\b",
        ),
        (
            StudyType.SYSTEMATIC_REVIEW,
            "systematic|meta-analysis|metaanalysis",
            r"\b((we|authors)\ (conducted|performed|undertook|did|carried\ out)\ an?\ ([\w-]+\ ){0,3}?(systematic\ (literature\ )?review|meta-?analysis)"
            r"|(this|our|the\ present)\ ([\w-]+\ )?(systematic\ review|meta-?analysis)\ (aim|includ|show|found|suggest|indicat|was|demonstrat|evaluat|assess|confirm|provid|reveal)"
            r"|systematic\ review\ (and\ meta-?analysis\ )?was\ (conducted|performed|undertaken|carried\ out))",
        ),
        (
            StudyType.ANIMAL,
            "mice|rats|mouse|zebrafish|rabbits|pigs|piglets|c57bl|balb/c|sprague|wistar|hamsters|dogs|monkeys|macaques|sheep|broiler|chickens|calves|cows",
            rf"\b(c57bl|balb/c|sprague[-\ ]dawley|wistar|nude\ mice|knock-?out\ mice|transgenic\ mice)"
            rf"|\b{_ANIMALS}\ were\ (randomly|randomi[sz]ed|assigned|allocated|divided|fed|treated|injected|infected|immuni[sz]ed|exposed|sacrificed|given|administered)\b",
        ),
        (
            StudyType.TRIAL,
            "random|trial",
            rf"\b((was|were|are|is)\ an?\ ([\w-]+,?\ ){{0,8}}?randomi[sz]ed,?\ ([\w-]+,?\ ){{0,6}}?(trial|study)"
            rf"|(in|conducted|performed|did|undertook)\ (this|an?|our)\ ([\w-]+,?\ ){{0,8}}?randomi[sz]ed,?\ ([\w-]+,?\ ){{0,6}}?(trial|study)"
            rf"|(this|our|the\ present)\ ([\w-]+,?\ ){{0,6}}?(randomi[sz]ed|controlled|clinical|phase\ (i+v?|[1-4])[ab]?)\ ([\w-]+,?\ ){{0,4}}?trial"
            rf"|{_PEOPLE}\ (\([^)]*\)\ |[\w,-]+\ ){{0,6}}?(were|was)\ (then\ |equally\ |centrally\ )?(randomly\ (assigned|allocated|divided|selected\ to\ receive)|randomi[sz]ed)"
            rf"|(we|investigators)\ randomly\ (assigned|allocated)\ ([\w,-]+\ ){{0,6}}?{_PEOPLE}|we\ randomi[sz]ed\ ([\w,-]+\ ){{0,6}}?{_PEOPLE})\b",
        ),
        (
            StudyType.CASE_CONTROL,
            "case-control",
            r"\b((this|our|an?|the\ present)\ ([\w-]+,?\ ){0,4}?case-control\ study\ (was|were|of|in|to|included|comparing|using|design)|case-control\ design)\b",
        ),
        (
            StudyType.COHORT,
            "cohort|longitudinal|follow-up|cohorte|coorte|kohorten",
            r"\b((this|our|the\ present|in\ an?|conducted\ an?|performed\ an?|was\ an?|is\ an?)\ ([\w-]+,?\ ){0,4}?"
            r"(cohort\ (study|analysis)|(prospective|retrospective|observational|longitudinal)\ ([\w-]+\ ){0,2}?cohort|(longitudinal|follow-up)\ study))\b",
        ),
        (
            StudyType.CROSS_SECTIONAL,
            "cross-sectional",
            r"\b((this|our|the\ present|an?)\ ([\w-]+,?\ ){0,4}?cross-sectional\ (study|survey|analysis|design)|cross-sectional\ (study|survey)\ (was|of))\b",
        ),
        (
            StudyType.CASE_REPORT,
            "case|caso|fallbericht|kasuistik|patient",
            r"\b((we|authors)\ (here\ )?(report|describe|present)\ ((here|on)\ )?((an?|one|two|three|four|five|the(\ first)?)\ ([\w-]+\ ){0,4}?cases?\ (of|in|with)"
            r"|(an?|one|two|three)\ ([\w-]+\ ){0,4}?patients?\ (with|who))|(this|the\ present)\ case\ (report|series)\b)",
        ),
        (
            StudyType.QUALITATIVE,
            "qualitative|interviews",
            r"\b((semi-?structured|in-depth)\ (qualitative\ )?interviews\ were\ (conducted|held|performed|carried\ out)"
            r"|we\ (conducted|performed|held)\ ([\w-]+\ ){0,3}?(semi-?structured|in-depth)\ ([\w-]+\ )?interviews|(this|a)\ qualitative\ study)\b",
        ),
        (
            StudyType.IN_VITRO,
            "vitro|cells|cell line",
            r"\b((cells|cell\ lines?)\ were\ (treated|incubated|transfected|exposed|cultured)|this\ in[\ -]vitro\ study)\b",
        ),
        (
            StudyType.IN_SILICO,
            "silico|dynamics|simulation|computational|docking",
            r"\b(this\ in[\ -]silico\ study|we\ (performed|ran|used)\ ([\w-]+\ ){0,3}?(molecular\ dynamics|monte\ carlo)\ simulations?)\b",
        ),
        (
            StudyType.REVIEW,
            "review",
            r"\b((this|the\ present|our)\ ((narrative|critical|brief|comprehensive|short|mini-?)\ ?)*review\ (article\ )?(aim|summari[sz]|discuss|describ|focus|highlight|provid"
            r"|outlin|examin|cover|present|consider|address|explor|will)|(in\ this|here)\ (narrative\ |critical\ |brief\ )?review,?\ we|(here|in\ this\ (article|paper)),?\ we\ (briefly\ )?review)",
        ),
    )
)
"""Self-descriptions, not mentions: "in this cohort study", "patients were randomly assigned"."""

# What an abstract says of the work before it: under a heading for that, or in a sentence of its own.
_BACKGROUND = re.compile(
    r"""(?:^|\n|(?<=[.?!])\ )[^\S\n]*(?i:background|introduction|context|rationale|hintergrund|einleitung|antecedentes|contexte|introdu[cç][aã]o)
        \s*(?:[:.]|\n).*?(?=(?:\n|(?<=[.?!])\ )[^\S\n]*[A-ZÄÖÜ][^\n.:?!]{2,40}(?::|\n)|\Z)""",
    re.X | re.S,
)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9])|\n")
_BEFORE = re.compile(
    r"""\b(previous|earlier|prior|recent|past|published|existing|other)\ ([\w-]+,?\ ){0,5}?
          (stud(y|ies)|trials?|cohorts?|works?|reports?|research|analys[ei]s|reviews?|meta-analys[ei]s|experiments?|investigations?)\b
      | \b(previously|earlier|recently)\ (been\ )?(reported|published|described|shown|showed|demonstrated|found|performed|conducted|completed)\b""",
    re.X,
)
_OBSERVED = frozenset({StudyType.COHORT, StudyType.CASE_CONTROL, StudyType.CROSS_SECTIONAL})
_OBSERVED_IN_TITLE = re.compile(r"\b(cohort|observational)\b", re.I)

# Of these the second is how the first was done, or what it is about: they are one answer.
_TOGETHER = frozenset(
    {
        (StudyType.PROTOCOL, StudyType.TRIAL),
        (StudyType.PROTOCOL, StudyType.SYSTEMATIC_REVIEW),
        (StudyType.SYSTEMATIC_REVIEW, StudyType.REVIEW),
    }
)


@lru_cache(2048)  # pages ask of the same articles again and again; with abstracts these are some 5 MB
def find_study_type(article_type: str | None, title: str, abstract: str = "", keywords: tuple[str, ...] = ()) -> Study | None:
    """The study type that an article's own words give it; None where they leave it open."""
    kind = (article_type or "").strip().lower().replace("_", "-").replace(" ", "-")
    of_file = _OF_FILE.get(kind)
    by_title = _in_title(title)
    if kind in _SECOND_HAND:
        return None
    if of_file is StudyType.REVIEW and by_title is not None and by_title.type is StudyType.SYSTEMATIC_REVIEW:
        return by_title
    if of_file is not None:
        # The file says one thing of itself, the title another: one of them is wrong, and nobody here can tell which.
        agreed = by_title is None or by_title.type is of_file or of_file in (StudyType.PROTOCOL, StudyType.OPINION)
        return Study(of_file, "type", article_type or "") if agreed else None
    if by_title is not None or not (keywords or abstract):
        return by_title
    if _ABOUT_OTHERS.search(_plain(title)):
        return None
    found = _in_keywords(keywords) or _in_abstract(_own_words(abstract))
    # Who calls the work a cohort in its title did not assign anybody, whatever the abstract says of others.
    observed = found is None or found.type in _OBSERVED or _OBSERVED_IN_TITLE.search(title) is None
    return found if observed else None


def _own_words(abstract: str) -> str:
    """The abstract without what it says of earlier work: the part headed Background, and sentences about previous studies."""
    own = _BACKGROUND.sub("\n", abstract)
    return "\n".join(sentence for sentence in _SENTENCE_END.split(own) if not _BEFORE.search(sentence.lower()))


def _in_title(title: str) -> Study | None:
    plain = _plain(title).rstrip(". ")
    small = plain.lower()
    if _NEEDED_IN_TITLE.search(small) is None:  # asked of every title there is
        return None
    for rule in _OF_TITLE:
        found = rule.search(small)
        if found:
            # Asked last, for few titles come so far.
            of_others = _ABOUT_OTHERS.search(plain) or sum(place in small for place in _PLACES_OF_STUDY) > 1
            return None if of_others else Study(rule.type, "title", _cut(plain, small, found).strip(" :–—-.?"))
    return None


def _in_keywords(keywords: Sequence[str]) -> Study | None:
    found = {_OF_KEYWORDS[plain]: word for word in keywords if (plain := _plain(word).lower().strip(" .")) in _OF_KEYWORDS}
    if len(found) != 1:
        return None
    ((kind, word),) = found.items()
    return Study(kind, "keywords", word)


def _in_abstract(abstract: str) -> Study | None:
    plain = _plain(abstract)
    small = plain.lower()
    found = {rule.type: match for rule in _OF_ABSTRACT if plain and (match := rule.search(small))}
    types = list(found)
    if not types or any((types[0], other) not in _TOGETHER for other in types[1:]):
        return None
    words = _cut(plain, small, found[types[0]]).strip()
    return None if types[0] in _OBSERVED and "random" in words.lower() else Study(types[0], "abstract", words)


def _cut(plain: str, small: str, found: re.Match[str]) -> str:
    """The words found, as printed; a letter that is two in small letters puts them out of step."""
    return plain[found.start() : found.end()] if len(plain) == len(small) else found[0]


def _plain(words: str) -> str:
    """With single blanks and plain hyphens, as the patterns have them."""
    return " ".join(words.replace("‐", "-").replace("‑", "-").replace("–", "-").split())
