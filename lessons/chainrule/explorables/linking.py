"""Join a widget's plain JavaScript modules into the one module that anywidget can load.

anywidget imports a widget's source from a blob, where relative imports cannot work; a bundler would
need a build step. The linker keeps the files ordinary ES modules, which node imports directly in
the tests, and inlines them when the widget class is made (under a millisecond).

The form it accepts, and asserts:

* imports stand on one line: ``import { a, b as c } from './lib/x.js';``, in a figure's own folder
  ``from '../lib/x.js'``;
* they stay in the folder of the entry and below it, and never go in a circle;
* a helper ends with exactly one ``export { a, b };``;
* the entry ends with ``export default { render };`` and exports nothing else.
"""

import re
from functools import cache
from pathlib import Path

_IMPORT = re.compile(r"^import \{([^{}\n]*)\} from (['\"])(\.\.?/[\w/-]+\.js)\2;$", re.M)
_EXPORT = re.compile(r"^export \{([^{}]*)\};$", re.M)
_OTHER_FORM = re.compile(r"^\s*(import\b[^(.\n]*|export\b(?! default\b)[^\n]*)", re.M)


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
    exported: dict[Path, list[str]] = {}
    parts: list[str] = []
    entry = entry.resolve()

    def add(path: Path, importers: tuple[Path, ...]) -> None:
        if path in importers:
            circle = " -> ".join(p.name for p in (*importers[importers.index(path) :], path))
            raise LinkError(f"{path.name}: imports go in a circle ({circle})")
        if path in names:
            return
        try:
            source = path.read_text("utf-8")
        except FileNotFoundError:
            asker = importers[-1].name if importers else "the widget"
            raise LinkError(f"{path.name}: no such module, though {asker} imports it") from None

        targets: dict[str, Path] = {}

        def as_constant(found: re.Match) -> str:
            return f"const {{{found[1].replace(' as ', ': ')}}} = {names[targets[found[3]]]};"

        for found in _IMPORT.finditer(source):
            at = targets[found[3]] = _place(path.parent, found[3])
            if not at.is_relative_to(entry.parent):
                raise LinkError(f"{path.name}: {found[3]} lies outside the folder of {entry.name}")
            add(at, (*importers, path))
            for name in _names(found[1], 0):
                if name not in exported[at]:
                    raise LinkError(f"{path.name}: {at.name} does not export {name}")
        names[path] = f"$m{len(names)}"
        source = _IMPORT.sub(as_constant, source)
        if importers:
            exported[path] = [
                name for found in _EXPORT.finditer(source) for name in _names(found[1], 1)
            ]
            source = _as_function(source, names[path], path)
        _refuse_other_forms(source, path, is_entry=not importers)
        parts.append(source)

    add(entry, ())
    if not re.search(r"^export default ", parts[-1], re.M):
        raise LinkError(f"{entry.name}: an entry ends with `export default {{ render }};`")
    return "\n".join(parts)


@cache
def _place(folder: Path, written: str) -> Path:
    """Where an import leads that is written so in a module of this folder."""
    return (folder / written).resolve()


def _as_function(source: str, name: str, path: Path) -> str:
    source, exports = _EXPORT.subn(_as_return, source)
    if exports != 1:
        raise LinkError(f"{path.name}: needs exactly one `export {{ … }};`, has {exports}")
    return f"const {name} = (() => {{\n{source}}})();"


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
