"""Makes the notation of this folder's frozen cases (`frozen_cases`) importable by its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
