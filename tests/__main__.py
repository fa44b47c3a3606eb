"""`python3 tests [pytest arguments]` sets the course up when needed and runs its tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "binder"))
from course_env import run

sys.exit(run("-m", "pytest", *sys.argv[1:]))
