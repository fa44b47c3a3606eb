"""`build`: everything that is derived from `solutions/NN_name.py`, made at once or not at all.

Each file is made in a temporary folder first. Only when every lesson has worked are the files of
the course replaced, each by a rename; so an error, an interruption or another build running at
the same time leaves whole files. `build --check` replaces nothing and says what differs.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from autograders.authoring.check_table import NOTHING_NOTED, check_table, with_noted
from autograders.authoring.course import AuthorError, Course
from autograders.authoring.drift import difference
from autograders.authoring.lint.all_checks import lint
from autograders.authoring.overview import pages
from autograders.authoring.source import Source, read_notebook, read_source, serialised
from autograders.exercises.ready import ready_file

COMMAND = "python3 autograders build"


def build(
    course: Course,
    wanted: Sequence[str] = (),
    check: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Make the derived files of the wanted lessons (all when none is named) and replace them.

    With `check` nothing is replaced. Prints one line a file. Raises `AuthorError` when a source
    has mistakes, a solution fails, or (with `check`) a derived file is not what its source gives.
    """
    lessons = course.pick(wanted)
    products = make(course, lessons)
    differences = {path: difference(path, made) for path, made in products.items()}
    if check:
        drifted = [
            f"{course.shown(path)}: {what}; run: {COMMAND}"
            for path, what in differences.items()
            if what
        ]
        drifted += [] if wanted else orphans(course)
        if drifted:
            raise AuthorError(*drifted)
        for path in products:
            say(f"{course.shown(path)}: up to date")
        return
    changed = {path: products[path] for path, what in differences.items() if what}
    for path in changed:
        kept = keep_answers(path) if path in map(course.lesson, lessons) else None
        if kept:
            say(f"{course.shown(kept)}: a copy, because someone had written in the lesson")
    replace_all(changed)
    for path in products:
        say(f"{course.shown(path)}: {'written' if path in changed else 'unchanged'}")
    if not wanted:
        for line in orphans(course):
            say(line)


def make(course: Course, lessons: Sequence[str]) -> dict[Path, bytes]:
    """What every derived file of these lessons has to be. Nothing in the course is touched."""
    sources = read_sources(course, lessons)
    products: dict[Path, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="build-") as name, _no_byte_code_left(Path(name)):
        folder = Path(name).resolve()
        package = _package_copy(course, folder)
        for source in sources:
            exercises = course.exercises(source.lesson)
            ready = ready_file(source.lesson)
            if ready:
                (package / "ready" / f"{source.lesson}.json").write_bytes(ready)
                products[course.ready(source.lesson)] = ready
            table = package / "checks" / f"{source.lesson}.json"
            # The solution's own checks read the table, so it must be there before it runs.
            table.write_bytes(check_table(source.lesson, exercises, NOTHING_NOTED))
            made, noted = _lesson_files(course, source, folder, package)
            table.write_bytes(with_noted(table.read_bytes(), noted))
            products |= made
            products[course.table(source.lesson)] = table.read_bytes()
        problems = clashes(course, package)
    if problems:
        raise AuthorError(*problems)
    return products | pages(course, products)


def look(course: Course, wanted: Sequence[str] = (), say: Callable[[str], None] = print) -> None:
    """Read the wanted lessons' sources and compute their facts; runs and writes nothing.

    Prints one line a lesson. Raises `AuthorError` when a source has mistakes.
    """
    for source in read_sources(course, course.pick(wanted)):
        say(f"{source.shown}: no mistake found; {sum(map(len, source.facts))} facts hold")


def read_sources(course: Course, lessons: Sequence[str]) -> list[Source]:
    """The sources of these lessons. Raises `AuthorError` with every mistake in them."""
    sources, problems = [], []
    for lesson in lessons:
        try:
            source = read_source(course, lesson)
        except AuthorError as error:
            problems += error.problems
            continue
        sources.append(source)
        problems += lint(source, course.exercises(lesson))
    if problems:
        raise AuthorError(*problems)
    return sources


def _lesson_files(
    course: Course, source: Source, folder: Path, package: Path
) -> tuple[dict[Path, bytes], dict[str, Any]]:
    """The files of one lesson but its table, and what its questions noted."""
    from autograders.authoring.lesson import generate, verify
    from autograders.authoring.solution import run_solution

    solution, noted = run_solution(source, [package.parent, course.root])
    solved = serialised(solution)
    released = generate(course, source.lesson, solved, folder)
    verify(
        course, source, solution, read_notebook(released / f"{source.lesson}.ipynb", source.shown)
    )
    made = {course.solution(source.lesson): solved}
    for path in sorted(released.rglob("*")):
        if path.is_file():
            target = course.lesson(source.lesson).parent / path.relative_to(released)
            made[target] = path.read_bytes()
    lesson = course.lesson(source.lesson)
    made[lesson] = made[lesson].replace(b"\r\n", b"\n")  # nbgrader writes these on Windows
    return made, noted


def clashes(course: Course, package: Path) -> list[str]:
    """Names that two lessons use; a student's check and questions are found by name alone."""
    seen: dict[tuple[str, str], str] = {}
    found = []
    for lesson in course.lessons():
        path = package / "checks" / f"{lesson}.json"
        table = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        for part, what in (("exercises", "exercise"), ("questions", "question")):
            for name in table.get(part, {}):
                other = seen.setdefault((part, name), lesson)
                if other != lesson:
                    found.append(
                        f"{course.shown(course.source(lesson))}: {what} {name!r} is also in "
                        f"{other}; names are unique over the course"
                    )
    return found


def orphans(course: Course) -> list[str]:
    """Derived files that no source gives any more, one line each. They are never deleted."""
    known = set(course.lessons())
    found = [path.parent for path in course.root.glob("lessons/[0-9][0-9]_*/*.ipynb")]
    found += [path.parent for path in course.root.glob("solutions/[0-9][0-9]_*/*.ipynb")]
    found += list(course.package.glob("checks/*.json"))
    packed = [
        f"{course.shown(path)}: {path.stem} brings nothing; delete it"
        for path in sorted(course.package.glob("ready/*.json"))
        if ready_file(path.stem) is None or path.stem not in known
    ]
    return packed + [
        f"{course.shown(path)}: has no source solutions/{path.stem}.py; delete it"
        for path in sorted(set(found))
        if path.stem not in known
    ]


def keep_answers(lesson: Path) -> Path | None:
    """Copy a lesson in which somebody has answered, before it is replaced; the copy, or None."""
    from nbgrader import utils

    if not lesson.exists():
        return None
    with contextlib.suppress(AuthorError):  # what cannot be read is kept, too
        cells = read_notebook(lesson, lesson.name).cells
        answers = [cell for cell in cells if utils.is_solution(cell)]
        known = [(cell, cell.metadata.nbgrader.get("checksum")) for cell in answers]
        if all(checksum == utils.compute_checksum(cell) for cell, checksum in known):
            return None
    number = 1
    while (copy := lesson.with_name(f"{lesson.stem}-answered-{number}.ipynb")).exists():
        number += 1
    shutil.copy2(lesson, copy)
    return copy


def replace_all(products: dict[Path, bytes]) -> None:
    """Write all files or none: each beside its place first, then renamed.

    Raises `AuthorError` when a file cannot be written; what was there is then still there.
    """
    mark = f".{os.getpid()}-{secrets.token_hex(4)}.new"
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    try:
        for path, made in products.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = path.with_name(f".{path.name}{mark}")
            staged[path].write_bytes(made)
        for path, new in staged.items():
            before[path] = path.read_bytes() if path.exists() else None
            os.replace(new, path)
    except OSError as error:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                path.write_bytes(old)
        name = error.filename2 or error.filename
        raise AuthorError(
            f"{name}: cannot be written ({error.strerror}); nothing changed"
        ) from None
    finally:
        for new in staged.values():
            new.unlink(missing_ok=True)


@contextlib.contextmanager
def _no_byte_code_left(folder: Path) -> Iterator[None]:
    """What kernels compile of this folder goes with it, also when byte code is kept elsewhere."""
    try:
        yield
    finally:
        if sys.pycache_prefix:
            kept = Path(sys.pycache_prefix, *folder.resolve().parts[1:])
            shutil.rmtree(kept, ignore_errors=True)


def _package_copy(course: Course, folder: Path) -> Path:
    """The student's package with tables of its own, so that a solution runs with the new ones."""
    package = folder / "package" / "chainrule"
    shutil.copytree(course.package, package, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for folder_of_tables in ("checks", "ready"):
        (package / folder_of_tables).mkdir(exist_ok=True)
    return package
