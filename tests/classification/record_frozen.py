"""Writes down what our classifiers say of the frozen statements: `python tests/classification/record_frozen.py`.

The recorded answers are `frozen/answers_NAME.tsv`: title, expected, answered, and whether that is right. Run it when a
classifier has changed, and read the difference that git shows: each line of it is a statement that is judged anew. The
script says how many of each class are right; the floors are in `test_frozen.py`.
"""

from __future__ import annotations

from collections import Counter

from frozen_cases import answers, read_cases, recorded_at

from citance.errors import ClassifierUnusable
from citance.services.classify import CLASSIFIERS, load_classifier


def record(name: str) -> None:
    """Writes the answers of one classifier, and prints how many are right by class."""
    classifier, cases = load_classifier(name), read_cases()
    given = answers(classifier, cases)
    lines = ["title\texpected\tanswered\tright"]
    right: Counter[str] = Counter()
    whole = 0
    for case in cases:
        answered = given[case.title]
        lines.append(f"{case.title}\t{case.expected}\t{answered}\t{'right' if answered == case.expected else 'wrong'}")
        right[case.stance] += answered.split()[0] == case.stance
        whole += answered == case.expected != "mentioning"
    recorded_at(classifier).write_text("\n".join(lines) + "\n", "utf-8")
    of = Counter(case.stance for case in cases)
    print(f"{classifier.name} {classifier.version}:", *(f"{stance} {right[stance]} of {of[stance]}," for stance in of), end="")
    print(f" evidence {whole} of {right['supporting'] + right['contrasting']}")


if __name__ == "__main__":
    for name in CLASSIFIERS:
        try:
            record(name)
        except ClassifierUnusable as error:
            print(error)
