"""Templates compiled once and kept, as Python keeps its modules: in `__pycache__`, beside them.

To compile the four of a class takes as long as to grade a notebook.
"""

import contextlib
import hashlib
import sys
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from autograders.grading.files import written_whole


class KeptTemplates(BytecodeCache):
    """What a template was compiled to, as long as its text, jinja2 and the options are the same.

    Nothing is kept where Python keeps nothing itself, or where the folder cannot be written.
    """

    def __init__(self, options: dict[str, object]) -> None:
        told = (
            f"{jinja2.__version__} {sorted((name, str(value)) for name, value in options.items())}"
        )
        self._kind = hashlib.sha256(told.encode()).hexdigest()[:12]

    def _file(self, bucket: Bucket) -> Path:
        name = f"template_{bucket.key}_{self._kind}.py"
        return Path(cache_from_source(str(Path(__file__).with_name(name))))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it from its file, if that is there and of this very template."""
        with contextlib.suppress(OSError):
            bucket.load_bytecode(BytesIO(self._file(bucket).read_bytes()))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next command."""
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            path = self._file(bucket)
            path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(path, "wb") as file:
                bucket.write_bytecode(file)
