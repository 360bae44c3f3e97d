"""Makes the notation of this folder's frozen cases (`frozen_cases`) and the stand-in
for a trained model (`standin_artefact`) importable by its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from standin_artefact import shipped, standin  # noqa: F401  fixtures
