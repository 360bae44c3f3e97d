"""Journal titles → the field they are of, roughly: enough to see where a classifier does worse.

The fields stand in order and the first whose words are in the title is taken, so that the particular stands before the
general ("Journal of Plant Nutrition" is of plants). A title that says nothing of its subject is "other or unknown".
"""

from __future__ import annotations

import re

UNKNOWN = "other or unknown"

FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        (
            "all sciences",
            r"^(?:plos one|scientific reports|elife|peerj|nature|science|nature communications|science advances|heliyon"
            r"|springerplus|pnas|iscience|biorxiv|f1000research|the scientific world journal|royal society open science"
            r"|communications biology"
            r"|proceedings of the national academy.*|gigascience|plos biology|bmc biology|bmc research notes)$",
        ),
        (
            "plants, crops and food",
            r"plant|botan|crop|\brice\b|agr[ioí]|phyto|hortic|forest|food|nutri|theoretical and applied genetics"
            r"|ethnobio|soil|beverage|meat|dairy",
        ),
        (
            "animals, ecology and environment",
            r"veterin|animal|poultry|insect|entomol|zoo|ecolog|evolution|environment|climat|atmospher|marine|ocean|biodivers|wildlife"
            r"|parasit|\bfish|aqua|earth|ecotox|pollut|water",
        ),
        (
            "mind, behaviour and society",
            r"psych|behavio|cognit|religio|social|society|societ|educat|addict|autism|econom|philosoph|linguist|communicat|sociolog"
            r"|geograph|policy|management research|implementation|disaster|humanit|information",
        ),
        ("nerves and brain", r"neuro|brain|stroke|headache|\bpain\b|epilep|dement|alzheimer"),
        (
            "microbes and infection",
            r"microb|microorg|virus|virol|viruses|bacteri|infect|malaria|pathog|tropical|toxins|mycolog|mycobiol|antibiot|virulence|vaccine"
            r"|aids|\bhiv\b|mbio|mycob",
        ),
        (
            "genes, cells and molecules",
            r"gen[eo]m|genet|genes|cell|molecul|biochem|nucleic|\bdna\b|\brna\b|protein|proteom|chromatin|development|biolog"
            r"|bioinform|biotech|chem|biophys|nano|mater|polymer|sensors|bioengineer|physic|langmuir|express|computational|antioxid",
        ),
        (
            "medicine and health",
            r"medic|clinic|health|cancer|oncol|surg|trial|pharma|drug|lancet|bmj|disease|cardio|diabet|nurs|anaesth|anesth|dent|pediatr"
            r"|paediatr|care\b|therap|rheum|immun|hemat|haemat|anemia|ortho|ophthal|obstet|gyn|urolog|nephrol|gastro|respir|pulmon"
            r"|dermat|toxic|physiol|sport|aging|ageing|geriatr|patholog|lipid|obes|pregnan|heart|vascular|gut|liver|kidney|kinetic"
            r"|saúde|ayu|allerg|arthritis|endocrin|metabol|rehab|periodont|oral|fertil|women|rural"
            r"|family practice|inflammation|radiol|musculoskel|adipo|biomed",
        ),
    )
)


def field_of(journal: str | None) -> str:
    """The field that a journal's title speaks of."""
    title = (journal or "").strip()
    return next((name for name, words in FIELDS if words.search(title)), UNKNOWN) if title else UNKNOWN
