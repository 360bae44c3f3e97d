"""Makes this folder's reader and runner of pages (`doc_pages`) importable by its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
