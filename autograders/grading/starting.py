"""Makes the grader's processes start sooner; imported before everything else of this package."""

import sys

_ADDRESSES = "rfc3987_syntax"


def import_jsonschema() -> None:
    """Import jsonschema without the grammar of web addresses that it builds at every start.

    That takes longer than grading several notebooks, in each process, and no part of a notebook is
    checked against it. Other packages can import the grammar as before.
    """
    if "jsonschema" in sys.modules or _ADDRESSES in sys.modules:
        return
    sys.modules[_ADDRESSES] = None  # an ImportError, which jsonschema expects
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_ADDRESSES]


import_jsonschema()
