"""Join a widget's plain JavaScript modules into the one module that anywidget can load.

anywidget imports a widget's source from a blob, where relative imports cannot work; a bundler would
need a build step. The linker keeps the files ordinary ES modules, which node imports directly in
the tests, and inlines them when the first figure of a kind is made (in a few milliseconds).

The form it accepts, and asserts:

* imports stand on one line: ``import { a, b as c } from './lib/x.js';``, in a figure's own folder
  ``from '../lib/x.js'``;
* they stay in the folder of the entry and below it, and never go in a circle;
* a helper ends with exactly one ``export { a, b };``;
* the entry ends with ``export default { render };`` and exports nothing else.
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r"^import \{([^{}\n]*)\} from (['\"])(\.\.?/[\w/-]+\.js)\2;$", re.M)
_EXPORT = re.compile(r"^export \{([^{}]*)\};$", re.M)
_OTHER_FORM = re.compile(r"^\s*(import\b[^(.\n]*|export\b(?! default\b)[^\n]*)", re.M)


_GAP = "/* import */\0"
"""Stands in a module's text where an import stood."""


class LinkError(ValueError):
    """A module is written in a form that the linker does not accept."""


@cache
def link(entry: Path) -> str:
    """Return `entry` with everything it imports, as the text of one ES module.

    Each helper becomes a function call that returns its exports, so that equal names in different
    files do not meet. Raises LinkError, naming the file, for an unsupported form, a missing file
    or a circle of imports.
    """
    names: dict[Path, str] = {}
    parts: list[str] = []
    entry = entry.resolve()
    folder = f"{entry.parent}{os.sep}"

    def add(path: Path, importers: tuple[Path, ...]) -> tuple[str, ...]:
        """Add a module and all that it imports; what it exports."""
        if path in importers:
            circle = " -> ".join(p.name for p in (*importers[importers.index(path) :], path))
            raise LinkError(f"{path.name}: imports go in a circle ({circle})")
        try:
            module = _module(path, not importers)
        except FileNotFoundError:
            asker = importers[-1].name if importers else "the widget"
            raise LinkError(f"{path.name}: no such module, though {asker} imports it") from None
        if path in names:
            return module.exports
        text = module.texts[0]
        for (clause, written, at), following in zip(module.imports, module.texts[1:], strict=True):
            if not str(at).startswith(folder):
                raise LinkError(f"{path.name}: {written} lies outside the folder of {entry.name}")
            exports = add(at, (*importers, path))
            for name in _names(clause, 0):
                if name not in exports:
                    raise LinkError(f"{path.name}: {at.name} does not export {name}")
            text += f"const {{{clause.replace(' as ', ': ')}}} = {names[at]};{following}"
        names[path] = f"$m{len(names)}"
        parts.append(f"const {names[path]} = (() => {{\n{text}}})();" if importers else text)
        return module.exports

    add(entry, ())
    return "\n".join(parts)


@dataclass(frozen=True)
class _Module:
    """A file as it is written: each import as its clause, its address and where that leads; its
    texts before, between and after them; and the names that it exports."""

    imports: tuple[tuple[str, str, Path], ...]
    texts: tuple[str, ...]
    exports: tuple[str, ...]


@cache
def _module(path: Path, is_entry: bool) -> _Module:
    """Read a file, once for all widgets: most of them import the same helpers."""
    source = path.read_text("utf-8")
    found = list(_IMPORT.finditer(source))
    imports = tuple((one[1], one[3], _leads_to(path.parent, one[3])) for one in found)
    source = _IMPORT.sub(_GAP, source)
    exports: tuple[str, ...] = ()
    if not is_entry:
        clauses = _EXPORT.findall(source)
        if len(clauses) != 1:
            raise LinkError(f"{path.name}: needs exactly one `export {{ … }};`, has {len(clauses)}")
        exports = tuple(_names(clauses[0], 1))
        source = _EXPORT.sub(_as_return, source)
    _refuse_other_forms(source, path, is_entry=is_entry)
    if is_entry and not re.search(r"^export default ", source, re.M):
        raise LinkError(f"{path.name}: an entry ends with `export default {{ render }};`")
    return _Module(imports, tuple(source.split(_GAP)), exports)


@cache
def _leads_to(folder: Path, written: str) -> Path:
    return (folder / written).resolve()


def _as_return(found: re.Match) -> str:
    pairs = zip(_names(found[1], 1), _names(found[1], 0), strict=True)
    return "return { " + ", ".join(f"{public}: {own}" for public, own in pairs) + " };"


def _names(clause: str, side: int) -> list[str]:
    """The names of "a, b as c" before (side 0) or after (side 1) each `as`."""
    return [part.split(" as ")[-side].strip() for part in clause.split(",") if part.strip()]


def _refuse_other_forms(source: str, path: Path, *, is_entry: bool) -> None:
    other = _OTHER_FORM.search(source)
    if other:
        raise LinkError(f"{path.name}: unsupported form `{other[1].strip()}` (see linking.py)")
    if not is_entry and re.search(r"^export default", source, re.M):
        raise LinkError(f"{path.name}: a helper has no default export")
