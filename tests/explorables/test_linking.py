"""The linker: what it joins runs, and what it cannot join it names."""

import contextlib
import json
import re
import shutil
import subprocess
import sys

import pytest
from chainrule.explorables import SlopeMicroscope
from chainrule.explorables.base import HERE
from chainrule.explorables.linking import LinkError, link

NODE = shutil.which("node")
LINK = "from chainrule.explorables.linking import link\n"
ENTRIES = sorted((HERE / "js").glob("*.js"))


def run(tmp_path, text: str) -> str:
    if NODE is None:
        pytest.skip("node is not installed: linked modules are not run")
    file = tmp_path / "linked.mjs"
    file.write_text(text, "utf-8")
    done = subprocess.run([NODE, file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def tree(tmp_path, **files: str):
    (tmp_path / "lib").mkdir()
    for name, text in files.items():
        path = tmp_path / ("entry.js" if name == "entry" else f"lib/{name}.js")
        path.write_text(text, "utf-8")
    return tmp_path / "entry.js"


# Parses each of these modules and runs none: its complaint, or nothing.
PARSE = """import { readFileSync } from 'node:fs';
import { SourceTextModule } from 'node:vm';
const complaint = (file) => {
  try { new SourceTextModule(readFileSync(file, 'utf8'), { identifier: file }); return ''; }
  catch (error) { return error.stack; }
};
console.log(JSON.stringify(process.argv.slice(2).map(complaint)));
"""


@pytest.fixture(scope="module")
def complaints(tmp_path_factory) -> dict[str, str]:
    """What node, started once, says of each linked widget's syntax."""
    if NODE is None:
        return {}
    folder = tmp_path_factory.mktemp("linked")
    for entry in ENTRIES:
        with contextlib.suppress(LinkError):  # that is for the entry's own test
            (folder / f"{entry.stem}.mjs").write_text(link(entry), "utf-8")
    files = sorted(folder.glob("*.mjs"))
    (folder / "parse.mjs").write_text(PARSE, "utf-8")
    command = [NODE, "--experimental-vm-modules", "--no-warnings", folder / "parse.mjs", *files]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(zip((file.stem for file in files), json.loads(told), strict=True))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.stem)
def test_every_widget_links_to_valid_javascript(entry, complaints):
    text = link(entry)
    assert not re.search(r"^(import|export (?!default))", text, re.M)
    assert "</script" not in text
    if NODE is None:
        pytest.skip("node is not installed: the linked module's syntax is not checked")
    assert complaints[entry.stem] == ""


def test_equal_names_do_not_meet_and_renaming_works(tmp_path):
    entry = tree(
        tmp_path,
        one="const k = 1;\nfunction f() { return k; }\nexport { f, k as first };\n",
        two="import { f as g } from './one.js';\nconst k = 10;\n"
        "function f() { return k + g(); }\nexport { f };\n",
        entry="import { f, first } from './lib/one.js';\nimport { f as h } from './lib/two.js';\n"
        "console.log(f(), first, h());\nexport default {};\n",
    )
    assert run(tmp_path, link(entry)) == "1 1 11"


def test_a_shared_helper_is_joined_once(tmp_path):
    entry = tree(
        tmp_path,
        base="console.log('made');\nconst a = 1;\nexport { a };\n",
        left="import { a } from './base.js';\nconst b = a;\nexport { b };\n",
        entry="import { a } from './lib/base.js';\nimport { b } from './lib/left.js';\n"
        "console.log(a === b);\nexport default {};\n",
    )
    assert run(tmp_path, link(entry)).split() == ["made", "true"]


def test_a_part_in_a_figures_own_folder_reaches_the_shared_helpers(tmp_path):
    (tmp_path / "figure").mkdir()
    (tmp_path / "figure" / "words.js").write_text(
        "import { a } from '../lib/one.js';\nconst b = a + 1;\nexport { b };\n", "utf-8"
    )
    entry = tree(
        tmp_path,
        one="const a = 1;\nexport { a };\n",
        entry="import { b } from './figure/words.js';\nimport { a } from './lib/one.js';\n"
        "console.log(a, b);\nexport default {};\n",
    )
    assert run(tmp_path, link(entry)) == "1 2"


ENTRY = "import { a } from './lib/one.js';\nexport default { a };\n"


@pytest.mark.parametrize(
    ("complaint", "files"),
    [
        ("circle", {"one": "import { b } from './two.js';\nconst a = b;\nexport { a };\n"}),
        ("export", {"one": "const a = 1;\n"}),
        ("unsupported", {"one": "export const a = 1;\nexport { a };\n"}),
        ("unsupported", {"one": "import b from './two.js';\nconst a = b;\nexport { a };\n"}),
        ("unsupported", {"one": "import * as b from './two.js';\nconst a = b;\nexport { a };\n"}),
        ("outside", {"entry": "import { a } from '../up.js';\nexport default { a };\n"}),
        ("unsupported", {"one": "import { b } from '../../up.js';\nconst a = b;\nexport { a };\n"}),
        ("unsupported", {"one": "import {\n b } from './two.js';\nconst a = b;\nexport { a };\n"}),
        ("unsupported", {"one": "import 'https://x.org/y.js';\nconst a = 1;\nexport { a };\n"}),
        ("no such module", {"one": "import { b } from './no.js';\nconst a = b;\nexport { a };\n"}),
        ("has 2", {"one": "const a = 1;\nexport { a };\nexport { a };\n"}),
        ("default", {"one": "const a = 1;\nexport default a;\nexport { a };\n"}),
        ("does not export b", {"entry": ENTRY.replace("{ a }", "{ b }", 1)}),
        ("export default", {"entry": "import { a } from './lib/one.js';\na;\n"}),
    ],
)
def test_an_unsupported_form_is_named(tmp_path, complaint, files):
    good = {"one": "const a = 1;\nexport { a };\n", "entry": ENTRY}
    two = "import { a } from './one.js';\nconst b = 2;\nexport { b };\n"
    entry = tree(tmp_path, two=two, **(good | files))
    with pytest.raises(LinkError, match=complaint) as caught:
        link(entry)
    assert "\n" not in str(caught.value)
    assert re.match(r"\w+\.js: ", str(caught.value))


def test_dynamic_import_is_left_alone(tmp_path):
    entry = tree(tmp_path, entry="const f = () => import('node:fs');\nexport default { f };\n")
    assert "import('node:fs')" in link(entry)


def test_each_kind_of_figure_has_the_modules_of_its_own_entry():
    class Other(SlopeMicroscope):
        entry = "descent_lab"

    assert SlopeMicroscope()._esm == link(HERE / "js/slope_microscope.js")
    assert Other()._esm == link(HERE / "js/descent_lab.js")
    assert SlopeMicroscope()._esm == link(HERE / "js/slope_microscope.js")


def test_no_modules_are_joined_before_a_figure_is_made():
    """A lesson shows a few kinds of figures, and Python starts in it as fast as it can."""
    look = "print(link.cache_info().currsize)\n"
    program = f"from chainrule.explorables import RouteTracer\n{LINK}{look}RouteTracer()\n{look}"
    said = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert said.split() == ["0", "1"]
