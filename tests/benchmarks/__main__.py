"""`python3 tests/benchmarks` sets the course up when needed and measures what a user waits for.

--only NAME      one part of the table; may be given several times
--quick          few runs: to see that everything works, not for quoting
--suite          the tests' own time as well
--grades         what one more notebook of each lesson costs to grade as well: minutes more
--write          put the table into tests/README.md and its headlines into README.md, if every
                 part could be measured

Wants Chromium, git and a network, as the tests do. Takes about a quarter
of an hour; leave the machine alone meanwhile.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "binder"))
from course_env import run

if {"-h", "--help"} & set(sys.argv[1:]):
    print(__doc__)
    sys.exit()
measure = Path(__file__).resolve().with_name("measure.py")
sys.exit(run(str(measure), *sys.argv[1:], part="tests"))
