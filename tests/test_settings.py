"""Settings: file below environment, and clear words for what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from citance.errors import InvalidRecord, NotFound, UnknownName
from citance.settings import NAMES, Settings, read_settings


def test_nothing_said_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    (tmp_path / "citance.toml").write_text('index = "literature"\nworkers = 3\n')
    settings = read_settings({"CITANCE_WORKERS": "5", "PATH": "/bin"}, tmp_path)
    assert (settings.index, settings.workers) == ("literature", 5)


def test_an_empty_variable_says_nothing_or_that_a_list_is_empty(tmp_path: Path) -> None:
    (tmp_path / "citance.toml").write_text('index = "literature"\n')
    settings = read_settings({"CITANCE_INDEX": "", "CITANCE_METRICS": "", "CITANCE_TRUSTED_PROXIES": ""}, tmp_path)
    assert (settings.index, settings.metrics, settings.trusted_proxies) == ("literature", None, ())


def test_another_file_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('reviewer = "A. Reader"\n')
    assert read_settings({"CITANCE_CONFIG": str(other)}, tmp_path).reviewer == "A. Reader"
    with pytest.raises(NotFound):
        read_settings({"CITANCE_CONFIG": str(tmp_path / "none.toml")}, tmp_path)


def test_an_unknown_setting_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="CITANCE_WORKERS"):
        read_settings({"CITANCE_WORKRES": "5"}, tmp_path)
    (tmp_path / "citance.toml").write_text("workres = 3\n")
    with pytest.raises(UnknownName) as caught:
        read_settings({}, tmp_path)
    assert caught.value.known == NAMES


@pytest.mark.parametrize(
    "words",
    ["workers = 'many'", "visibility = 'secret'", "workers = ", 'classify = "soon"', "workers = 0", "upload_megabytes = -1"],
)
def test_a_value_that_does_not_fit_is_said(tmp_path: Path, words: str) -> None:
    (tmp_path / "citance.toml").write_text(words)
    with pytest.raises(InvalidRecord, match="settings"):
        read_settings({}, tmp_path)
