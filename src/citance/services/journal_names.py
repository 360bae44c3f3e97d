"""Spellings of a journal's name: which are surely the same, and which could be.

The Lancet, Lancet.                           the same: points, a leading article, "&" and "and" say nothing
J. Virol. / Journal of Virology               abbreviated as ISO 4 has it: cut off behind its root, or as common words are
J. Vir. Res. / Journal of Virus Research      could be the same: each word stands for one, in order
"""

from __future__ import annotations

from collections.abc import Iterable

from citance.linking.likeness import abbreviates
from citance.text.normalise import fold_words

# How ISO 4 abbreviates the words that most names of journals are made of: what stands here is abbreviated so, and no other
# word is by what stands for it here ("Immun" is no "Immunology"). Any other word is cut off, of four letters or more.
_ISO_4 = """
academy: acad | addiction: addict | advances: adv | agricultural agriculture: agric | america american americas: am a
anaesthesia: anaesth | analysis: anal | analytical: anal | anesthesia: anesth | animal animals: anim | annals: ann
annual: annu | antimicrobial: antimicrob | applied: appl | archives archive: arch | arthritis: arthritis | association: assoc
asthma: asthma | australian: aust | behavior behavioral behaviour behavioural: behav | biochemical biochemistry: biochem
biological biology: biol | biomedical: biomed | biophysical biophysics: biophys | biotechnology: biotechnol
botany botanical: bot | brazilian: braz | british: br | bulletin: bull | canadian: can | cancer: cancer | cardiology: cardiol
cardiovascular: cardiovasc | cell: cell | cellular: cell | central: cent | chemical: chem | chemistry: chem | chinese: chin
chronic: chronic | clinical: clin | clinics: clin | cognitive: cogn | college: coll | communication communications: commun
community: community | comparative: comp | computational: comput | computer computers computing: comput | conservation: conserv
critical: crit | current: curr | data: data | dental: dent | dentistry: dent | dermatology: dermatol
development developmental: dev | diabetes: diabetes | disease diseases: dis | disorders disorder: disord | drug drugs: drug
ecological ecology: ecol | economic economics: econ | education educational: educ
emergency emerging: emerg | endocrinology: endocrinol
engineering: eng | england: engl | environment environmental: environ | epidemiology epidemiological: epidemiol | ethics: ethics
european: eur | evidence: evid | evolution evolutionary: evol | experimental: exp | family: fam | food: food | forest: for
forestry: for | frontiers: front | gastroenterology: gastroenterol | general: gen | genetic genetics: genet | genome: genome
geriatric geriatrics: geriatr | gynecology: gynecol | health: health | heart: heart | hematology: hematol | hospital: hosp
human: hum | hygiene: hyg | imaging: imaging | immunity: immun | immunological immunology: immunol | indian: indian
infection infectious: infect | information: inf | injury: inj | insect: insect | institute: inst | intensive: intensive
internal: intern | international: int | investigation: invest | japanese: jpn | journal: j | korean: korean | laboratory: lab
letters: lett | life: life | lung: lung | management: manag | marine: mar | materials: mater | mathematical mathematics: math
medical medicine medicinal: med | mental: ment | metabolism: metab | method methods: methods | microbial: microb
microbiological microbiology: microbiol | molecular: mol | national: natl | natural: nat | nature: nat | neglected: negl
neurological neurology: neurol | neuroscience neurosciences: neurosci | new: n | nuclear: nucl | nucleic: nucleic
nursing: nurs | nutrition nutritional: nutr | obesity: obes | obstetrics: obstet | oncology: oncol | open: open
ophthalmology: ophthalmol | opinion: opin | oral: oral | organic: org | organization: organ
orthopaedic orthopaedics orthopedic: orthop | paediatric paediatrics pediatric pediatrics: pediatr paediatr | pain: pain
parasites: parasit | parasitology: parasitol | pathogens: pathog | pathology: pathol | perspectives: perspect
pharmaceutical: pharm | pharmacological pharmacology: pharmacol | pharmacy: pharm | philosophical: philos
physical physics: phys | physiological physiology: physiol | plant plants: plant | policy: policy | practice: pract
prevention preventive: prev | primary: prim | proceedings: proc | progress: prog | protein: protein
psychiatric psychiatry: psychiatry psychiatr | psychological psychology: psychol | public: public | quarterly: q
radiology: radiol | regional: reg | rehabilitation: rehabil | report reports: rep | reproduction reproductive: reprod
research: res | resource resources: resour | respiratory: respir | review reviews: rev | rheumatic: rheum
rheumatology: rheumatol | royal: r | science sciences scientific: sci | sexual: sex | social: soc | society: soc | soil: soil
southern: south | special: spec | sport sports: sports sport | states: s | statistical statistics: stat | stroke: stroke
studies study: stud | supplement: suppl | surgery: surg | surgical: surg | survey surveys: surv | symposium: symp
systematic: syst | systems system: syst | technology: technol | theoretical: theor | therapeutics therapy: ther
toxicology: toxicol | trace: trace | transactions: trans | translational: transl | transplantation: transplant | trauma: trauma
trends: trends | tropical: trop | united: u | university: univ | urology: urol | vaccine: vaccine | vascular: vasc
veterinary: vet | virology: virol | vision: vis | world: world | zoology: zool
"""
_ISO_WORDS: dict[str, tuple[str, ...]] = {
    word: tuple(short.split())
    for entry in _ISO_4.replace("\n", " | ").split(" | ")
    for words, colon, short in (entry.partition(":"),)
    if colon and short.strip()
    for word in words.split()
}
_ISO_SHORT = frozenset(short for words in _ISO_WORDS.values() for short in words)
_SHORTEST = 4

_JOINS = ("and", "und", "et", "y")  # what "&" is written out as
_SMALL = frozenset(
    {"of", "the", "for", "in", "on", "de", "la", "le", "des", "du", "der", "die", "das", "fur", "del", "della", "di"}
)


class JournalNames:
    """Which names are of one journal, as `journals` tells: of each its title, and all its names. A name it does not know is of a
    journal of its own. Letters large or small are alike."""

    def __init__(self, journals: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        self._titles: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for title, names in journals:
            self._names[title] = tuple(names)
            self._titles |= {name.casefold(): title for name in self._names[title]}

    def __len__(self) -> int:
        return len(self._names)

    def title(self, name: str) -> str:
        """The title of the journal with this name; the name, where it is not known."""
        return self._titles.get(name.casefold(), name)

    def all(self, names: Iterable[str]) -> tuple[str, ...]:
        """These names and all others of the same journals."""
        wanted = tuple(names)
        others = (other for name in wanted for other in self._names.get(self.title(name), ()))
        return tuple({name.casefold(): name for name in (*others, *wanted)}.values())


ALONE = JournalNames()
"""Every name a journal of its own: where nobody has added up the journals."""


def folded_name(title: str) -> str:
    """The name as all its sure spellings have it; where nothing is left of it, as it is printed, in small letters."""
    words = [word for word in fold_words(title) if word not in _JOINS]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or title.strip().casefold()


def could_be(one: str, other: str) -> bool:
    """Whether of two folded names one could abbreviate the other. One word alone is too little: "Cell" is not "Cellulose"."""
    ones, others = (_telling(name) for name in (one, other))
    if one == other or len(ones) != len(others) or len(ones) < 2:
        return False
    short, long = (ones, others) if len("".join(ones)) <= len("".join(others)) else (others, ones)
    # A plural is another name: "Cell Reports", "Cell Report".
    return all(map(abbreviates, short, long)) and any(a != b and a + "s" != b for a, b in zip(short, long, strict=True))


def abbreviated(short: str, long: str) -> bool:
    """Whether the one folded name is surely the other, abbreviated as ISO 4 has it: word by word, none left over. Of one word
    that tells ("Virol") it is never sure."""
    shorts, longs = _telling(short), _telling(long)
    if len(shorts) != len(longs) or len(shorts) < 2 or shorts == longs:
        return False
    return all(map(_cut_off, shorts, longs))


def _cut_off(short: str, long: str) -> bool:
    if short == long:
        return True
    if long in _ISO_WORDS:
        return short in _ISO_WORDS[long]
    if short in _ISO_SHORT or len(short) < _SHORTEST or long == short + "es":  # a plural is another name
        return False
    return len(long) - len(short) > 1 and long.startswith(short)


def initials(name: str) -> str:
    """What names that could be the same share: quick to compare."""
    return "".join(word[0] for word in _telling(name))


def _telling(name: str) -> list[str]:
    return [word for word in name.split() if word not in _SMALL]
