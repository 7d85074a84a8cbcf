"""The pretended internet's modules live beside its test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
