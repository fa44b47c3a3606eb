"""Templates are compiled once, and anew whenever something of them has changed."""

import sys

import pytest
from jinja2 import DictLoader, Environment

from autograders.grading.reports.compiled import KeptTemplates


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder where compiled templates are kept."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


@pytest.fixture
def compiled(monkeypatch):
    """The texts that were compiled."""
    texts = []
    compile_it = Environment.compile

    def noted(self, source, *others, **more):
        texts.append(source)
        return compile_it(self, source, *others, **more)

    monkeypatch.setattr(Environment, "compile", noted)
    return texts


def rendered(text: str, **options) -> str:
    """What a fresh environment, as of another command, makes of the text."""
    environment = Environment(
        loader=DictLoader({"page.html": text}), bytecode_cache=KeptTemplates(options), **options
    )
    return environment.get_template("page.html").render(name="<a>")


def test_the_next_command_takes_what_was_compiled(kept, compiled):
    assert rendered("{{ name }}!") == rendered("{{ name }}!") == "<a>!"
    assert len(compiled) == 1


def test_another_text_or_other_options_are_compiled_anew(kept, compiled):
    assert rendered("{{ name }}!") == "<a>!"
    assert rendered("{{ name }}?") == "<a>?"
    assert rendered("{{ name }}?", autoescape=True) == "&lt;a&gt;?"
    assert len(compiled) == 3


def test_a_file_that_is_broken_or_cannot_be_written_stops_nothing(kept, compiled):
    rendered("{{ name }}!")
    (file,) = (path for path in kept.rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-20])
    assert rendered("{{ name }}!") == "<a>!"
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("no folder")
    assert rendered("{{ name }}!") == "<a>!"
    assert len(compiled) == 3


def test_nothing_is_kept_where_python_keeps_nothing(kept, compiled, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    rendered("{{ name }}!")
    assert list(kept.iterdir()) == []
