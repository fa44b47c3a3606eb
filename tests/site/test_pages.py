"""What the exported pages hold, and what they must not hold. No browser here."""

import ast
import base64
import hashlib
import html
import json
import os
import re
import runpy
import signal
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pytest
from chainrule.site.glossary import glossary_page
from chainrule.site.lesson_page import with_shared_texts
from chainrule.site.pages import Site, SiteError, make_site, refuse_strangers
from chainrule.site.reading import course_map, read_course, read_lesson

from ..accessibility.seeing import axe
from .conftest import BINDER, LESSONS, ROOT


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def script_data(page: str) -> dict:
    found = re.search(r'id="lesson">(.*?)</script>', page, re.S)
    return json.loads(found[1]) if found else {"questions": {}}


def test_every_lesson_has_a_page_and_the_map_leads_to_it(site):
    lessons = sorted(path.stem for path in LESSONS.glob("[0-9][0-9]_*/*.ipynb"))
    assert sorted(site.files) == sorted(
        [*(f"{name}.html" for name in lessons), "accessibility.html", "glossary.html", "index.html"]
    )
    for lesson in read_course(LESSONS):
        assert f'href="{lesson.page}"' in site.files["index.html"]
        assert lesson.title in site.files["index.html"]
        assert f"{lesson.minutes} minutes" in site.files["index.html"]
        for part in lesson.parts:
            assert html.escape(part.goal, quote=False) in site.files["index.html"].replace(
                "&#39;", "'"
            )


def test_a_lesson_may_state_ranges_of_minutes(tmp_path):
    text = "# One\n\n| part | minutes | you can |\n|---|---|---|\n| A | 12–18 | a |\n| B | 4 | b |"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    nbformat.write(notebook, tmp_path / "01_one.ipynb")
    lesson = read_lesson(tmp_path / "01_one.ipynb")
    assert [part.minutes for part in lesson.parts] == [15, 4]
    assert lesson.minutes == 19


def test_the_accessibility_page_says_what_was_tested_with_what_and_what_was_not(site):
    page = site.files["accessibility.html"]
    for part in ("What was tested", "What was not tested", "Known limits", "You met a barrier?"):
        assert f"<h2>{part}</h2>" in page
    said = re.search(r"axe-core&nbsp;(\d+)\.(\d+)", page).groups()
    tested = re.search(r"axe v(\d+)\.(\d+)", axe()).groups()
    assert tuple(map(int, tested)) >= tuple(map(int, said)), "an older axe-core than it says"
    landing = site.files["index.html"]
    assert 'href="accessibility.html"' in landing[landing.index("<main") : landing.index("</main>")]


def test_every_word_and_sign_stands_on_one_page_with_its_lesson(site):
    page = site.files["glossary.html"]
    rows = re.findall(r"<tr>\s*<td.*?</tr>", page, re.S)
    known = (LESSONS / "GLOSSARY.md").read_text("utf-8")
    assert len(rows) == len(re.findall(r"^\| .*ipynb\) \|$", known, re.M)) > 40
    for row in rows:
        pages = re.findall(r'href="([^"]+)"', row)
        assert len(pages) == 1 and pages[0] in site.files
    assert "<!-- glossary" not in page and "written by" not in page
    assert "<td>backpropagation</td>" in page and 'data-latex="\\delta"' in page
    for other in site.files.values():
        assert 'href="glossary.html"' in other


def test_a_course_without_a_glossary_has_no_such_page(tmp_path):
    assert glossary_page(tmp_path) == ""


def test_the_map_also_names_what_is_in_preparation():
    course = read_course(LESSONS)
    stops = course_map(course)
    assert [stop.number for stop in stops] == [f"{number:02}" for number in range(len(stops))]
    assert {stop.number for stop in stops} >= {lesson.number for lesson in course}
    assert all(stop.name for stop in stops)


#: Where the lessons' own text sends a reader.
FURTHER = {
    address
    for source in (ROOT / "solutions").glob("0*.py")
    for address in re.findall(r"\]\((https://[^)]+)\)", source.read_text("utf-8"))
}


def test_links_lead_to_files_and_anchors_that_are_there(site):
    anchors = {
        name: {attributes.get("id") for _, attributes in Elements(page).found}
        for name, page in site.files.items()
    }
    for name, page in site.files.items():
        for tag, attributes in Elements(page).found:
            target = attributes.get("href", "")
            if tag != "a" or target.startswith("https://"):
                told = target.startswith(BINDER) or target in FURTHER
                assert tag != "a" or told, f"{name} leads to {target}"
                continue
            file, _, anchor = target.partition("#")
            assert (file or name) in site.files, f"{name} leads to {target}"
            if anchor:
                assert anchor in anchors[file or name], f"{name} leads to {target}"


def test_nothing_in_a_page_asks_for_another_address(site):
    for name, page in site.files.items():
        for tag, attributes in Elements(page).found:
            for key in ("src", "srcset", "data", "poster", "action", "xlink:href"):
                value = attributes.get(key) or ""
                assert not value or value.startswith(("data:", "#")), f"{name}: <{tag} {key}>"
            if tag == "link":
                assert attributes["href"].startswith("data:")
        assert not re.search(r"url\((?![\"']?(?:data:|#))", page), name
        assert "@import" not in page


def test_the_policy_allows_the_page_s_own_scripts_and_no_other_origin(site):
    for page in site.files.values():
        attributes = next(a for t, a in Elements(page).found if "http-equiv" in a)
        policy = attributes["content"]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "http" not in policy and "*" not in policy
        scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
        assert len(scripts) == 2
        for text in scripts:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def solution_cells() -> dict[str, str]:
    """The author's answer of every exercise, by its grade_id."""
    found = {}
    for path in (ROOT / "solutions").glob("[0-9]*/*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            grading = cell.metadata.get("nbgrader", {})
            if grading.get("solution"):
                found[grading["grade_id"]] = cell.source
    return found


def test_no_page_holds_a_solution(site):
    # The figures' own JavaScript measures slopes, too; learners have it in their package.
    pages = [re.sub(r"<script>.*?</script>", "", page, flags=re.S) for page in site.files.values()]
    everything = html.unescape(re.sub(r"<span[^>]*>|</span>", "", "\n".join(pages)))
    lessons = "\n".join(
        cell.source
        for path in LESSONS.glob("[0-9]*/*.ipynb")
        for cell in nbformat.read(path, 4).cells
    )
    lines_seen = 0
    for name, source in solution_cells().items():
        inside = source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        for line in filter(None, map(str.strip, inside.splitlines())):
            if len(line) < 12 or line in lessons:  # too plain, or given to the learner anyway
                continue
            lines_seen += 1
            assert line not in everything, f"the solution of {name}: {line}"
    assert lines_seen >= 20
    assert "BEGIN SOLUTION" not in everything
    assert "HIDDEN TESTS" not in everything
    assert "autograders" not in everything


HELD = {"lesson", "lessons", "figures", "texts", "questions", "blanks", "question"}


def test_no_page_holds_the_table_of_an_exercise(site):
    for name, page in site.files.items():
        data = script_data(page)
        assert set(data) <= HELD, name
        for known in data["questions"].values():
            assert set(known) <= {"right", "why", "replies", "any_order", "recall"}, name
    for path in (LESSONS / "chainrule" / "checks").glob("*.json"):
        for exercise, judged in json.loads(path.read_text("utf-8"))["exercises"].items():
            right = json.dumps(judged["right"], ensure_ascii=False)
            for name, page in site.files.items():
                assert right not in page
                for mistake in judged["mistakes"]:
                    assert mistake["message"] not in page, f"{name}: {exercise}"


def test_a_page_knows_the_answers_of_its_own_questions(site, lesson_pages):
    for name in lesson_pages:
        data = script_data(site.files[name])
        asked = {
            figure["state"]["name"]
            for figure in data["figures"].values()
            if figure["kind"] in ("Question", "LineOrder")
        }
        assert asked and asked <= set(data["questions"]), name
        blanks = set(re.findall(r'data-blank="([^"]*)"', site.files[name]))
        assert blanks == set(data["blanks"])


def test_each_exercise_shows_its_task_its_stub_and_the_way_to_the_notebook(site):
    for lesson in read_course(LESSONS):
        page = site.files[lesson.page]
        plain = html.unescape(re.sub(r"<[^>]+>", "", page))
        for cell in lesson.notebook.cells:
            grading = cell.metadata.get("nbgrader", {})
            if grading.get("solution"):
                assert cell.source.splitlines()[0] in plain
            if grading.get("grade"):
                assert f"check({grading['grade_id']})" not in plain
                assert f"Write {grading['grade_id']} in the notebook" in plain
        link = f"{BINDER}?urlpath=lab/tree/lessons/{lesson.name}/{lesson.name}.ipynb"
        assert page.count(html.escape(link)) >= page.count('class="task"') > 0


def test_a_cell_that_needs_the_learner_s_function_says_so(site):
    page = site.files["01_chain_rule.html"]
    assert "This cell uses your <code>slope</code>" in page
    assert "Traceback" not in page and "This cell waits for your" not in page


def test_a_page_does_not_tell_how_cells_are_run(site, lesson_pages):
    notebooks = [path.read_text("utf-8") for path in LESSONS.glob("0*/0*.ipynb")]
    for words in ("Error displaying widget", "column of *cells*", "●●●", "Ready. Press"):
        assert any(words in text for text in notebooks), "the lessons do tell it"
        shown = words.replace("*cells*", "<em>cells</em>")
        for name in lesson_pages:
            prose = re.sub(
                r"<details.*?</details>|<script.*?</script>", "", site.files[name], flags=re.S
            )
            assert shown not in prose, name
    for name in lesson_pages:
        assert site.files[name].count("<summary>Imports of this lesson</summary>") >= 1


def test_what_a_cell_prints_before_a_reveal_is_held(site):
    """Else the answer would stand there before the prediction."""
    page = site.files["01_chain_rule.html"]
    held = re.findall(r'<div class="held" data-after="([^"]*)" hidden>(.*?)</div>', page, re.S)
    assert ("smaller_h", "<pre><samp>Is 1 + 1e-17 still 1? True</samp></pre>") in held


def test_what_a_cell_holds_back_by_itself_is_held_below_the_reveal_too(site):
    page = site.files["00_predictions.html"]
    reveal = page.index('data-reveal="no_bend"')
    (held,) = re.findall(r'<div class="held" data-after="no_bend" hidden>(.*?)</div>', page, re.S)
    assert page.index(held, reveal) and "one neuron: [0.45]" in held


def test_a_held_result_and_its_reveal_wait_in_one_line(site, lesson_pages):
    for name in lesson_pages:
        waits = [
            (words, place.start())
            for words in ("What this prints waits", "The answer waits")
            for place in re.finditer(words, site.files[name])
        ]
        for (one, here), (other, there) in pairwise(sorted(waits, key=lambda each: each[1])):
            between = re.sub(r"<[^>]*>", "", site.files[name][here:there])
            assert one == other or len(between) > 80, f"{name}: {between}"


def test_the_export_is_the_same_every_time(site):
    again = make_site(LESSONS, BINDER, say=lambda line: None)
    for name, page in site.files.items():
        assert again.files[name] == page, f"{name} differs from export to export"


def test_without_a_public_address_there_is_no_launch_link(tmp_path):
    copy = a_lesson(tmp_path, "# Title\n\nText.")
    page = make_site(copy, say=lambda line: None).files["00_small.html"]
    assert "mybinder" not in page and "python3 lessons 00" in page


def a_lesson(folder, markdown: str, *code: str):
    cells = [nbformat.v4.new_markdown_cell(markdown)]
    cells += [nbformat.v4.new_code_cell(source) for source in code]
    (folder / "00_small").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "00_small" / "00_small.ipynb")
    return folder


@pytest.mark.parametrize(
    "markdown, code, complaint",
    [
        ("Text.", "1", "the first cell should begin with `# `"),
        ("", "1", "the first cell should begin with `# `"),
    ],
)
def test_a_mistake_in_a_lesson_is_one_line(tmp_path, markdown, code, complaint):
    copy = a_lesson(tmp_path, markdown, code)
    with pytest.raises(SiteError) as said:
        make_site(copy, say=lambda line: None)
    assert complaint in str(said.value)
    assert "\n" not in str(said.value)


#: What learners leave in a lesson: the cell, and what is said of it; nothing for a good one.
OF_LEARNERS = [
    ("%matplotlib inline", ""),
    ("%%time\nx = 2", ""),
    ("import math\nmath?", ""),
    ("!echo hello", ""),
    ("def f(:", "fails with SyntaxError"),
    (
        "from chainrule import waits_for\nwith waits_for('f'):\n    {}['W1']",
        "fails with KeyError: 'W1'",
    ),
    ("1 / 0", "fails with ZeroDivisionError: division by zero"),
    ("input('step? ')", "fails with EOFError"),
    ("raise SystemExit", "fails with SystemExit"),
    ("import ipywidgets\nipywidgets.IntSlider()", "IntSlider needs a kernel"),
    ("import time\nwhile True: time.sleep(0.01)", "takes more than 8 seconds and was stopped"),
    ("for n in range(20_000): print(n, 'lines')", ""),
    ("print('the end', x)", ""),
]


@pytest.fixture(scope="module")
def of_a_learner(tmp_path_factory):
    """A lesson full of a learner's own cells, and what was said when its page was made."""
    lessons = a_lesson(
        tmp_path_factory.mktemp("learner"), "# T", *(code for code, _ in OF_LEARNERS)
    )
    path = lessons / "00_small/00_small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for text in ("[far](../09_none/09_none.ipynb)", "$\\nonsense{x}$"):
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))
    nbformat.write(notebook, path)
    said: list[str] = []
    return make_site(lessons, say=said.append, patience=8), said


def test_no_cell_of_a_learner_stops_the_site(of_a_learner):
    """Each that goes wrong is one line that names the cell."""
    made, said = of_a_learner
    wrong = [(number, why) for number, (_, why) in enumerate(OF_LEARNERS, 2) if why]
    after = len(OF_LEARNERS) + 2
    wrong += [(after, "links to ../09_none/09_none.ipynb"), (after + 1, "uses \\nonsense")]
    assert len(made.complaints) == len(wrong), "\n".join(made.complaints)
    for line, (number, why) in zip(made.complaints, wrong, strict=True):
        assert line.startswith(f"00_small.ipynb, cell {number} ") and why in line
        assert "\n" not in line and f"  {line}" in said
    page = made.files["00_small.html"]
    assert "hello" in page and "the end 2" in page


def test_a_flood_of_lines_is_cut(of_a_learner):
    page = of_a_learner[0].files["00_small.html"]
    assert "1000 lines" in page and "15000 lines" not in page
    assert page.count("the rest of what this cell prints is left out") == 1


def test_data_that_several_figures_hold_stands_in_a_page_once():
    digits, cars = "0123" * 5000, "45" * 6000
    figures = {
        "c1-0": {"entry": "a", "state": {"pixels": digits, "depth": 4}},
        "c2-0": {"entry": "a", "state": {"table": cars, "pixels": digits}},
        "c3-0": {"entry": "b", "state": {"name": "short"}},
    }
    slim, texts = with_shared_texts(figures)
    assert texts == [digits, cars]
    assert slim["c1-0"] == {"entry": "a", "state": {"depth": 4}, "texts": {"pixels": 0}}
    assert slim["c2-0"]["texts"] == {"table": 1, "pixels": 0} and slim["c3-0"] == figures["c3-0"]
    assert figures["c1-0"]["state"]["pixels"] == digits


def test_no_cell_of_the_lessons_goes_wrong(site):
    assert site.complaints == ()


def test_a_page_in_another_encoding_is_not_ours(tmp_path):
    (tmp_path / "old.html").write_bytes("Übung".encode("latin-1"))
    with pytest.raises(SiteError, match=r"old\.html, which is not of this site"):
        refuse_strangers(tmp_path)


@pytest.fixture
def never_for_ever():
    """Whoever opens a pipe waits for its other end: here an error comes instead."""

    def stop(*_):
        raise TimeoutError("it waits for the other end of a pipe")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def a_pipe(place):
    os.mkfifo(place)


def a_device(place):
    place.symlink_to(os.devnull)


def a_folder(place):
    place.mkdir()


no_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name")


@no_pipes
@pytest.mark.usefixtures("never_for_ever")
@pytest.mark.parametrize("make", [a_pipe, a_device, a_folder])
def test_what_is_no_page_is_neither_read_nor_replaced(tmp_path, make):
    make(tmp_path / "index.html")
    with pytest.raises(SiteError, match=r"index\.html, which is not of this site"):
        Site({"index.html": "a page"}).write(tmp_path)
    (only,) = tmp_path.iterdir()
    assert only.name == "index.html" and (only.is_symlink() or not only.is_file())


@no_pipes
@pytest.mark.usefixtures("never_for_ever")
@pytest.mark.parametrize("make", [a_pipe, a_device, a_folder])
def test_what_is_no_glossary_is_not_read(tmp_path, make):
    make(tmp_path / "GLOSSARY.md")
    assert glossary_page(tmp_path) == ""


def test_a_page_that_cannot_be_written_leaves_no_draft(tmp_path, site, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("chainrule.site.pages.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        site.write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_left_alone(tmp_path, site):
    (tmp_path / "thesis.html").write_text("mine")
    with pytest.raises(SiteError, match=r"thesis\.html"):
        refuse_strangers(tmp_path)
    with pytest.raises(SiteError, match=r"thesis\.html"):
        site.write(tmp_path)
    assert (tmp_path / "thesis.html").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_second_export_replaces_the_first(tmp_path, site):
    site.write(tmp_path)
    (tmp_path / "08_old.html").write_text(site.files["index.html"], "utf-8")
    site.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(site.files)


def test_every_character_of_a_formula_is_in_the_font(site):
    """Else a browser would take it from somewhere else, or show a box."""
    listed = (LESSONS / "chainrule/site/fonts/characters.txt").read_text("utf-8")
    covered = set(listed.replace("\n", "")) | {" "}
    for name, page in site.files.items():
        for formula in re.findall(r"<math.*?</math>", page, re.S):
            formula = re.sub(r"<mtext>.*?</mtext>", "", formula)
            used = set(html.unescape(re.sub(r"<[^>]+>", "", formula)))
            assert used <= covered, f"{name}: {used - covered} in {formula}"


def test_no_formula_is_left_as_latex(site, lesson_pages):
    count = 0
    for name in lesson_pages:
        page = re.sub(r"<(script|style|pre|code)\b.*?</\1>", "", site.files[name], flags=re.S)
        count += page.count("data-latex")
        plain = re.sub(r"<[^>]+>", "", page)
        assert not re.search(r"\$[^$\n]{1,80}\$|\\frac|\\cdot|\\text", plain), name
        source = nbformat.read(LESSONS / name[:-5] / f"{name[:-5]}.ipynb", 4)
        text = "\n".join(c.source for c in source.cells if c.cell_type == "markdown")
        text = re.sub(r"`[^`]*`", "", text)
        assert page.count("data-latex") == len(re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, re.S)), (
            name
        )
    assert count > 100


def test_the_command_writes_the_site_and_says_where(tmp_path, monkeypatch, capsys):
    command = [sys.executable, "-m", "chainrule.site", str(tmp_path / "out")]
    copy = a_lesson(tmp_path, "# Title", "print(6 * 7)")
    done = subprocess.run([*command, "--lessons", str(copy)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *_, whose, where = done.stdout.splitlines()
    assert where.startswith("3 pages, ") and "with what you wrote in them" in whose
    assert "<pre><samp>42</samp></pre>" in (tmp_path / "out" / "00_small.html").read_text("utf-8")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(SystemExit) as ended:
        monkeypatch.setattr(sys, "argv", ["site", *command[3:], "--lessons", str(copy)])
        runpy.run_module("chainrule.site", run_name="__main__")
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "notes.txt" in said


def test_the_site_needs_nothing_of_the_instructors():
    for path in (LESSONS / "chainrule" / "site").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])]
            assert not any(name.startswith("autograders") for name in names), path.name
            assert not (getattr(node, "module", "") or "").startswith("autograders"), path.name


def test_the_launch_link_is_the_one_of_the_readme(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "binder"))
    import binder_link

    readme = tmp_path / "README.md"
    monkeypatch.setattr(binder_link, "README", readme)
    assert binder_link.published() == ""
    badge = "[![Binder](https://mybinder.org/badge_logo.svg)]({}?urlpath=lab/tree/lessons/a.ipynb)"
    readme.write_text(badge.format("https://mybinder.org/v2/gh/OWNER/REPOSITORY/main"))
    assert binder_link.published() == "", "the template names no repository"
    readme.write_text(badge.format(BINDER))
    assert binder_link.published() == BINDER


def test_the_start_command_wants_a_folder_and_nothing_else():
    for words in ([], ["--here"], ["out", "--more"]):
        done = subprocess.run(
            [sys.executable, str(LESSONS), "--site", *words], capture_output=True, text=True
        )
        assert done.returncode == 1
        assert done.stderr.startswith("Name a folder for the site"), words


def test_the_workflow_publishes_what_the_command_writes():
    import yaml

    text = (ROOT / ".github/workflows/pages.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    steps = workflow["jobs"]["publish"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs[-1] == 'python lessons --site "$RUNNER_TEMP/site"'
    uploaded = next(step for step in steps if "upload-pages" in step.get("uses", ""))
    assert uploaded["with"]["path"] == "${{ runner.temp }}/site"
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
