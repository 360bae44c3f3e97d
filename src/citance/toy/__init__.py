"""The toy literature: twenty invented articles that cite one another, ours to give away.

They drive the demo, the tutorial and the first test of anything. No patient, result or person in them is real;
every file says so. ``README.md`` in this folder tells which article plays which part and which markup it shows.
"""

from importlib.resources import files
from pathlib import Path

__all__ = ["toy_path"]


def toy_path() -> Path:
    """The folder with the toy literature, one ``*.xml`` file per article.

    The package must lie on disk as files, which is how pip installs it; from a zipped package this raises
    ``FileNotFoundError``, since readers want paths they can open.
    """
    folder = Path(str(files(__name__)))
    if not folder.is_dir():
        raise FileNotFoundError(f"the toy literature is not on disk as files: {folder}")
    return folder
