"""Languages of sentences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citance.text.language import guess_language


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The seedlings were watered twice a day, and none of them wilted.", "en"),
        ("Shade has been shown to double the yield of ferns [3].", "en"),
        ("Las plantas se regaron dos veces al día y ninguna se secó.", "es"),
        ("La sombra duplicó el rendimiento de los helechos en el estudio.", "es"),
        ("As plantas foram regadas duas vezes ao dia e não secaram.", "pt"),
        ("A sombra dobrou o rendimento das samambaias no estudo.", "pt"),
        ("Les plantes ont été arrosées deux fois par jour et aucune n'a séché.", "fr"),
        ("Die Pflanzen wurden zweimal am Tag gegossen und keine ist verdorrt.", "de"),
        ("Le piante sono state annaffiate due volte al giorno e nessuna è seccata.", "it"),
        ("Растения поливали два раза в день.", "ru"),
        ("Рослини поливали двічі на день, і жодна не засохла.", "uk"),
        ("植物每天浇水两次。", "zh"),
        ("植物に一日二回水をやった。", "ja"),
        ("식물에 하루에 두 번 물을 주었다.", "ko"),
        ("Τα φυτά ποτίζονταν δύο φορές την ημέρα.", "el"),
        ("سقيت النباتات مرتين في اليوم", "ar"),
        ("Fictia alba (Ott) D. Li & D.R. Roe [syn. F. rubra A. Ott], a tall fern that is closely related to it.", "en"),
        ("Fictia alba D. Ott & D.R. Roe (F. rubra A. Ott, A. Roe), a tall fern that is closely related to it.", "en"),
        ("Seedlings wilted.", None),
        ("Escherichia coli", None),
        ("", None),
        ("12.5 (3-7)", None),
        ("β-catenin and α-synuclein were both found in the cells of the root.", "en"),
    ],
)
def test_guess(sentence: str, language: str | None) -> None:
    assert guess_language(sentence) == language


def test_the_hint_decides_between_equals_and_is_overruled_by_a_majority() -> None:
    assert guess_language("Estudo de plantas", hint="pt") == "pt"
    assert guess_language("Estudio de plantas", hint="es") == "es"
    assert guess_language("Estudio de plantas") is None
    assert guess_language("The seedlings were watered twice a day and none of them wilted.", hint="pt") == "en"
    assert guess_language("Seedlings wilted.", hint="en") is None


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("a (ARDEN/BLYTHE, 2013), b (Cole et al., 2012), c (Cole, 2011), d (Dane et al., 2006).", "en"),
        ("Specimens of Las Palmas and La Paz, Arden et al., 2004; Blythe et al., 2005, Cole et al., 2009", "en"),
        ("Ferns, Arden et al., 1988; Blythe et al., 1997; Cole et al., 1999", "pt"),
    ],
)
def test_names_and_letters_do_not_speak_against_the_hint(sentence: str, hint: str) -> None:
    assert (guess_language(sentence, hint) or hint) == hint


@given(st.text(max_size=100), st.sampled_from([None, "en", "xx"]))
def test_any_text_has_an_answer(text: str, hint: str | None) -> None:
    answer = guess_language(text, hint)
    assert answer is None or len(answer) == 2


def test_it_is_cheap(stopwatch: Any) -> None:
    sentence = "The seedlings were watered twice a day, and none of them wilted, as had been shown in an earlier study [3]. "

    def guess_often() -> None:
        for _ in range(1000):
            guess_language(sentence)

    assert not stopwatch.is_slow(guess_often, 0.05)  # 50 µs each; measured 5: see bench/README.md
