"""The phrases that carry stance, each with a sentence it comes from.

A stance has two sides: a phrase that says *same* or *different* (a `Cue` with a stance), and words that say whose result
is held against the cited one (`OWN`, `REPORTED`). A strong cue speaks alone; a weak one only where one of those words
stands beside it. A weight is the log-odds a cue adds where it
stands beside the marked group, from a logistic fit over the training part of our labelled statements at natural
prevalence, rounded to tenths (`bench/stance_rules.py --cues` shows the counts); the examples are invented, and each is tested to be caught by its cue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from citance.model.stance import Stance

S, C = Stance.SUPPORTING, Stance.CONTRASTING


@dataclass(frozen=True)
class Cue:
    """A phrase and what it does: `stance` it speaks for, how strongly alone, and beside words of one's own result."""

    name: str
    stance: Stance
    alone: float  # points where nothing says whose result is meant
    beside: float  # points where own or reported results stand in the same sentence
    pattern: str
    example: str  # an invented sentence it catches

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{self.pattern})", re.IGNORECASE)


def _any(words: str) -> str:
    """A pattern for any of the words; a blank inside one is written as an underscore, an ending may be a pattern."""
    return "(?:" + "|".join(w.replace("_", " ") for w in words.split()) + ")"


# Families of words, so that a cue below reads as the phrase it is.
WORK = _any(
    """stud(?:y|ies) reports? findings? results? observations? works? data literature investigations? trials? publications?
    research analys[ei]s authors? experiments? estimates? series cohorts? evidence meta-analys[ei]s values?"""
)
CLAIM = f"(?:{WORK}|{_any('hypothes[ie]s notion view conclusions? idea claims? model theory suggestions? proposal concept assumptions?')})"
EARLIER = _any(
    """previous(?:ly)? prior earlier recent(?:ly)? other past published existing several many most the these those a an two
    three similar reported numerous some what that our"""
)
THE = _any("the this that these those our their previous prior earlier other recent published existing what a an")
THAT_OF = _any(
    """that those the our results? findings? previous(?:ly)? other earlier published what values? rates? ones? data
    observations? of in from a an has have been is was were any most"""
)
SEEN = _any("reported observed described shown found demonstrated noted expected seen documented published obtained estimated")
AGREEMENT = rf"in (?:{_any('good close full excellent partial general')} )?(?:agreement|accordance|accord|concordance|keeping)"
CONFIRM = _any(
    """confirm(?:s|ed|ing)? corroborat(?:e|es|ed|ing) replicat(?:e|es|ed|ing) reproduc(?:e|es|ed|ing)
    substantiat(?:e|es|ed|ing) validat(?:e|es|ed|ing) reinforc(?:e|es|ed|ing) strengthen(?:s|ed|ing)?
    verif(?:y|ies|ied|ying) extend(?:s|ed|ing)? recapitulat(?:e|es|ed|ing)"""
)
ALIKE = _any("similar comparable identical close equal equivalent analogous")
CONTRAST = rf"in (?:{_any('sharp stark marked direct')} )?contrast"
AT_ODDS = _any(
    """contrary_to at_odds_with at_variance_with in_disagreement_with in_conflict_with inconsistent_with disagree[sd]?_with
    conflicts?_with"""
)
DIFFERENT = _any(
    """opposite_to unlike different_from differs?_from differed_from contrast(?:s|ed|ing)?_with contradict(?:s|ed|ing|ory_to)?
    dispar(?:ate|ity)_(?:with|from) discrepan(?:t|cy|cies)_(?:with|from) disput(?:e|es|ed|ing)"""
)
NOT = _any("not nor neither hardly never cannot no failed_to fails_to failure_to unable_to nobody_has no_other_group")
MORE_OR_LESS = _any(
    """higher lower larger smaller greater less more longer shorter fewer better worse earlier later faster slower stronger
    weaker older younger"""
)

CUES: tuple[Cue, ...] = (
    # the same
    Cue(
        "consistent with earlier work",
        S,
        1.1,
        2.2,
        rf"(?:consistent|{AGREEMENT}|in line|concordant|congruent|compatible) with (?:{EARLIER}[ -]){{1,3}}(?:\w+ ){{0,3}}?{WORK}",
        "The response rate is consistent with previous studies [3].",
    ),
    Cue(
        "in agreement with", S, 1.4, 2.7, rf"(?:{AGREEMENT}|concordant|congruent) with", "In agreement with [3], lesions shrank."
    ),
    Cue("in line with", S, 1.3, 1.9, r"in line with", "This is in line with Alder et al. [3]."),
    Cue("consistent with", S, 2.3, 3.3, r"(?<!in)(?<!not )consistent with", "Consistent with [3], trough levels stayed low."),
    Cue(
        "agrees with",
        S,
        1.5,
        2.1,
        r"(?:agree[sd]?|concur(?:s|red)?|coincide[sd]?|accords?|tall(?:y|ies)) (?:\w+ )?with",
        "Our estimate agrees with that of Brandt [4].",
    ),
    Cue(
        "similar to those reported",
        S,
        0.9,
        1.4,
        rf"{ALIKE} (?:to|with) (?:{THAT_OF} ){{1,5}}(?:\w+ )?(?:{SEEN}|{WORK})",
        "Toxicity was similar to that reported by others [5].",
    ),
    Cue(
        "similar results",
        S,
        2.6,
        2.7,
        rf"(?:the same|{ALIKE}) {_any('results? findings? observations? conclusions? effects? trends? patterns? rates? associations? outcomes?')}\b(?! of)",
        "Similar results were obtained in infants [6].",
    ),
    Cue(
        "similarly found",
        S,
        0.5,
        0.4,
        r"(?:similarly|likewise),? (?:[\w.]+ ){0,6}?(?:found|report\w*|observ\w*|show\w*|demonstrat\w*)",
        "Similarly, Costa et al. found no infections [6].",
    ),
    Cue(
        "also found",
        S,
        0.8,
        2.1,
        rf"(?:also|likewise|too) (?:been )?(?:showed|noticed|identified|detected|{SEEN})",
        "Costa et al. [6] also observed regression.",
    ),
    Cue(
        "confirms earlier work",
        S,
        0.2,
        2.1,
        rf"{CONFIRM} (?:and \w+ )?(?:{THE} ){{1,3}}(?:\w+ ){{0,2}}?{CLAIM}",
        "We confirm the previous findings of Alder et al. [3].",
    ),
    Cue(
        "confirmed by",
        S,
        1.2,
        1.8,
        rf"{_any('confirmed corroborated supported replicated reproduced substantiated verified validated backed strengthened')} (?:\w+ )?(?:by|in) ",
        "This was confirmed by a later trial [8].",
    ),
    Cue(
        "supports the view",
        S,
        0.6,
        1.5,
        rf"(?:support(?:s|ed|ing)?|in support of|lend(?:s|ing)? (?:\w+ )?support to) (?:{THE} ){{1,3}}(?:\w+ ){{0,3}}?(?:{CLAIM}|role)",
        "These data support the hypothesis of Brandt [4].",
    ),
    Cue(
        "as reported before",
        S,
        0.5,
        0.6,
        rf"(?:as|which|that) (?:has |have |had |was |were |is )?(?:also |previously |already |been |well ){{1,3}}{SEEN}",
        "Lesions shrank, as previously reported [3].",
    ),
    Cue(
        "as expected",
        S,
        0.3,
        1.2,
        r"as (?:expected|predicted|anticipated|hypothesi[sz]ed)",
        "As expected from [3], platelets rose.",
    ),
    Cue("comparable", S, 1.5, 1.6, rf"{ALIKE} (?:to|with|in)\b", "Our rate was comparable to 80% [3]."),
    Cue(
        "matches",
        S,
        0.7,
        1.7,
        rf"(?:{_any('match(?:es|ed|ing)? mirror(?:s|ed|ing)? parallel(?:s|ed|ing)? resembl(?:e|es|ed|ing) echo(?:es|ed|ing)? reminiscent_of')}|fits? (?:well )?with|correspond(?:s|ed|ing)? (?:\w+ )?(?:to|with))",
        "This mirrors the course seen in mice [9].",
    ),
    Cue(
        "does not differ",
        S,
        0.5,
        1.3,
        rf"(?:{NOT}) (?:\w+ ){{0,2}}(?:differ|conflict|contradict|at odds|inconsistent|in contrast|discrepan|refut|disput|challeng)\w*",
        "Our results do not conflict with the trial [7].",
    ),
    # different
    Cue(
        "in contrast to earlier work",
        C,
        0.7,
        1.7,
        rf"(?:{CONTRAST} (?:to|with)|{AT_ODDS}|{DIFFERENT}|not (?:\w+ )?(?:consistent|{AGREEMENT}|in line) with) (?:{EARLIER}[ -]){{1,3}}(?:\w+ ){{0,4}}?(?:{CLAIM}|{SEEN})",
        "In contrast to previous reports [3], three infants fell ill.",
    ),
    Cue(
        "in contrast with",
        C,
        1.3,
        2.5,
        rf"(?:(?:is|are|was|were|stands?) {CONTRAST} (?:to|with)|in contrast with|{AT_ODDS}|in opposition to|contradict(?:s|ed|ing|ory)?\b|speaks? against|argues? against|contrasts? (?:\w+ )?with|opposite (?:to|of)|refut(?:e|es|ed|ing)|disprov(?:e|es|ed|ing))",
        "Our data are at odds with [3].",
    ),
    Cue(
        "not consistent with",
        C,
        1.4,
        1.9,
        rf"(?:{NOT}) (?:\w+ ){{0,4}}?(?:consistent|{AGREEMENT}|in line|agree|support|confirm|replicat|reproduc|corroborat|comparable|verif)\w*",
        "We could not replicate the response of [3].",
    ),
    Cue(
        "in contrast to",
        C,
        0.9,
        1.3,
        rf"(?:{CONTRAST} to|in contrast,|by contrast,|unlike|as opposed to|conversely)",
        "In contrast to Alder [3], we saw no regression.",
    ),
    Cue(
        "failed to",
        C,
        0.1,
        1.2,
        rf"(?:fail(?:s|ed|ing|ure)?|unable|could not|(?:were|was) not able) (?:to )?(?:\w+ )?{_any('find show confirm replicat reproduc demonstrat detect observ support corroborat identify reveal see')}\w*",
        "Two groups failed to reproduce the effect [3].",
    ),
    Cue(
        "than that reported",
        C,
        1.6,
        2.1,
        rf"{MORE_OR_LESS}(?: \w+){{0,4}} (?:than|compared (?:to|with)) (?:{THAT_OF} ){{1,5}}(?:\w+ ){{0,3}}?(?:{SEEN}|{WORK})",
        "This is higher than the rate reported by Alder et al. [3].",
    ),
    Cue("than", C, 1.0, 1.6, rf"{MORE_OR_LESS} (?:\w+ ){{0,2}}than", "Our rate was lower than 80% [3]."),
    Cue(
        "did not find",
        C,
        0.5,
        0.8,
        rf"(?:(?:did|does|do|could) not|didn't|found no|no (?:significant )?{_any('association difference effect correlation relationship evidence increase decrease change')}s?)\b",
        "We did not find the reported fall in platelets [3].",
    ),
    Cue(
        "differs",
        C,
        1.0,
        1.6,
        rf"(?:differ(?:s|ed|ent|ing)? (?:\w+ )?from|{_any('discrepan(?:t|cy|cies) inconsisten(?:t|cy|cies) conflicting contradictory controversial disagreement divergent unexpected(?:ly)? surprising(?:ly)?')})",
        "This discrepancy with [3] may be due to age.",
    ),
    Cue(
        "challenged",
        C,
        0.4,
        0.5,
        _any(
            "challeng(?:e|es|ed|ing) question(?:s|ed|ing) call(?:s|ed)?_into_question cast(?:s|ing)?_doubt disput(?:e|es|ed|ing) overestimat\\w+ underestimat\\w+ critici[sz]\\w+ rejects?_the rule[sd]?_out_the"
        ),
        "Later work has challenged this conclusion [3].",
    ),
    Cue(
        "whereas",
        C,
        0.3,
        1.1,
        r"(?:whereas|while|although|though|but|however|nevertheless|nonetheless|on the contrary|on the other hand|conversely|yet)\b",
        "Alder found 80% [3], whereas we found 40%.",
    ),
    Cue(
        "others, however",
        C,
        0.8,
        0.5,
        r"(?:(?:some|other) (?:authors|studies|investigators|reports)|others?) (?:\w+ ){0,4}?(?:no |not |failed|contrary|opposite|contrast)",
        "Other studies found no effect [7].",
    ),
)

# Verdicts that stand in the sentence after and look back to the marked work.
LOOKING_BACK: tuple[Cue, ...] = (
    Cue(
        "this agrees with ours",
        S,
        0.9,
        1.2,
        rf"(?:this|these|which|our|the present|the current)(?: \w+){{0,5}}? (?:(?:is|are|was|were) )?(?:consistent|{AGREEMENT}|in line|agree|confirm|similar|support|corroborat|concordant)\w*",
        "This is in line with our data.",
    ),
    Cue(
        "ours differ",
        C,
        0.7,
        1.5,
        r"(?:however|in contrast|by contrast|contrary|conversely|on the contrary|but|nevertheless|unlike)\b[^.]{0,60}\b(?:we|our|the present|the current|this study|these results)\b",
        "However, we found the opposite.",
    ),
)

FIRST_PERSON = re.compile(
    r"\b(?:we|our|ours|(?:present|current) (?:study|work|results?|findings?|data|analysis|investigation|trial|series|research|cohort)"
    r"|this (?:study|trial|work)|these (?:results|findings|data)|here(?:in)?)\b",
    re.IGNORECASE,
)
# Wider than the first person: any sign that results are at hand to hold against the cited ones.
OWN = re.compile(
    rf"{FIRST_PERSON.pattern}|\b(?:us|(?:present|current) (?:report|experiment|paper|case|review|meta-analysis)"
    r"|this (?:paper|report|investigation|analysis|research|finding|result|observation|experiment|effect)"
    r"|these (?:observations|experiments|values|effects)|(?:the )?(?:results|findings|observations|data) (?:of|from|in|presented|obtained)"
    r"|fig(?:ure|\.)?s?|table|the observed|(?:was|were) observed|observed (?:here|in this)|this is|which is|data not shown)\b",
    re.IGNORECASE,
)
REPORTED = re.compile(
    rf"\b(?:et al|{_any('others? another several some many two three previous earlier subsequent later recent')}"
    rf" {_any('stud(?:y|ies) authors? groups? investigators? reports? trials? researchers? work meta-analys[ei]s')}"
    r"|(?:was|were|has been|have been) (?:later |subsequently |recently |independently )?"
    rf"{_any('confirmed challenged questioned replicated reproduced supported corroborated contradicted refuted')})\b",
    re.IGNORECASE,
)
# Others do the contradicting: "Costa et al. failed to replicate", "has been questioned".
OTHERS_SAY = re.compile(
    r"\b(?:et al\.?|and colleagues|and co-?workers)\W*(?:[\[(]?[\d,\s–-]*[\])]?)?\s*(?:(?:also|who|have|has|had|later|both|which|then) ){0,2}"
    rf"{_any('failed found reported observed showed did could confirmed contradicted challenged demonstrated described')}\b"
    r"|\b(?:has|have|was|were|been) (?:\w+ )?(?:confirmed|challenged|questioned|replicated|reproduced|contradicted|refuted|disputed)\b"
    r"|\b(?:failed to|could not|did not) (?:\w+ )?(?:replicat|reproduc|confirm|find|support|show|observe)",
    re.IGNORECASE,
)
# The phrase is no verdict, however it sounds: it speaks of a method, a guideline, a definition or a wish.
NOT_A_VERDICT = re.compile(
    r"\b(?:as (?:previously )?described|according to the (?:method|protocol|procedure|manufacturer|guidelines?)"
    rf"|{_any('method protocol procedure approach technique primer definition criteria model design algorithm')}s? (?:\w+ ){{0,3}}(?:similar to|described|of)"
    rf"|in (?:accordance|line) with the (?:\w+ )?{_any('declaration guidelines? guide recommendations? principles? regulations? policy protocol instructions? method')}"
    r"|future (?:studies|work|research)|should be|needs? to be|remains? (?:to be|unclear|controversial|unknown)"
    rf"|was {_any('performed carried_out conducted calculated measured determined')} )",
    re.IGNORECASE,
)
