"""nbgrader's package without what its `__init__` loads: a web server, five more commands, a client.

The gradebook needs none of it, and it is half of the time that a command takes to start. Modules
of nbgrader's are imported as ever; what its `__init__` defines is there once somebody asks for it.
So is setuptools, by which `nbgrader.utils` unpacks the archives that its own command collects, and
requests, with which a JupyterHub is asked who somebody is.
"""

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec

OF_ITS_INIT = ("_jupyter_", "_load_jupyter_")
"""How the names begin that Jupyter asks an extension of its server for."""


class _Package(types.ModuleType):
    def __getattr__(self, name: str) -> object:
        spec = self.__dict__["__spec__"]
        if name.startswith(OF_ITS_INIT) and spec.loader is not None:
            spec.loader.exec_module(self)
            return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def load() -> None:
    """Let `import nbgrader.api` and the like import no more than they need, in this process."""
    if "nbgrader" in sys.modules:
        return
    spec = find_spec("nbgrader")
    if spec is None:
        return  # the import itself says best what is missing
    package = module_from_spec(spec)
    package.__class__ = _Package
    vars(package)["__version__"] = version("nbgrader")
    sys.modules["nbgrader"] = package
    with _setuptools_later():
        import_module("nbgrader.utils")
    _load_when_asked("requests")


class _Later(types.ModuleType):
    """A module that is loaded when something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        self.__class__ = types.ModuleType  # type: ignore[assignment]  # all of it is there now
        self.__dict__["__spec__"].loader.exec_module(self)
        return getattr(self, name)


def _load_when_asked(name: str) -> None:
    """Let `import name` alone load nothing yet."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    module = sys.modules[name] = module_from_spec(spec)
    module.__class__ = _Later


_ARCHIVES = "setuptools.archive_util"


@contextmanager
def _setuptools_later() -> Iterator[None]:
    """What is imported from setuptools meanwhile loads it when it is called."""
    if "setuptools" in sys.modules:
        yield
        return
    archives = types.ModuleType(_ARCHIVES)
    for name in ("unpack_archive", "unpack_tarfile", "unpack_zipfile"):
        setattr(archives, name, _once_called(name))
    sys.modules |= {"setuptools": types.ModuleType("setuptools"), _ARCHIVES: archives}
    try:
        yield
    finally:
        del sys.modules["setuptools"], sys.modules[_ARCHIVES]


def _once_called(name: str) -> Callable:
    def call(*arguments: object, **wishes: object) -> object:
        return getattr(import_module(_ARCHIVES), name)(*arguments, **wishes)

    return call
