"""Notes are lifted out of a source, and the cells of exercises are written out by their names."""

import json

import pytest

from autograders.authoring.course import AuthorError
from autograders.authoring.notes import Fact, Let, lift
from autograders.authoring.source import read_source, serialised

LESSON = "01_doubling"


def lifted(text, **points):
    return lift(text, "solutions/01.py", lambda: points)


def mistakes(text, **points):
    with pytest.raises(AuthorError) as caught:
        lifted(text, **points)
    return caught.value.problems


def test_notes_are_lifted_out_and_nothing_else():
    text = "# %% [markdown]\n# | a | b |\n#\n# # not a note\n# #| nor this\n"
    rest, notes = lifted(text)
    assert rest == text
    assert (notes.claims, notes.facts, notes.lets) == ({}, {}, {})
    with_notes = (
        text + "#| claims A4 B12\n#| given  a ; b\n#| a  <-  1\n\n# %%\nx = 1\n#| x<-2  <-  3\n"
    )
    rest, notes = lifted(with_notes)
    assert rest == text + "\n# %%\nx = 1\n"
    assert notes.claims == {1: ["A4", "B12"]}
    assert notes.facts == {
        1: [Fact(7, "a", None), Fact(7, "b", None), Fact(8, "a", "1")],
        2: [Fact(12, "x<-2", "3")],
    }


def test_a_note_goes_on_in_indented_lines():
    rows = [
        "# %%",
        "#| let f = (",
        "#|     1 +  # why",
        "#|     2)",
        "#| a",
        "#|   b",
        "#|  <- f",
        "",
    ]
    _, notes = lifted("\n".join(rows))
    assert notes.lets == {"f": Let(2, "f", "(\n1 +  # why\n2)")}
    assert notes.facts == {1: [Fact(5, "a\nb", "f")]}


def test_lets_stand_above_the_first_cell_and_make_none(course, source_text):
    assert len(read_source(course, LESSON).notebook.cells) == source_text.count("\n# %%")
    header = source_text.index("# %%")
    bare = source_text[source_text.index("# ---\n\n") + 7 : header]
    assert bare.startswith("#| let twice")
    course.source(LESSON).write_text(bare + source_text[header:], encoding="utf-8")
    assert len(read_source(course, LESSON).notebook.cells) == source_text.count("\n# %%")


def test_facts_stay_with_their_cell_and_reach_no_notebook(course):
    source = read_source(course, LESSON)
    asked = [index for index, facts in enumerate(source.facts) if facts]
    assert ["predict(" in source.notebook.cells[index].source for index in asked] == [False, True]
    told = [cell for cell in source.notebook.cells if "claims" in cell.metadata]
    assert [(cell.source[:8], cell.metadata.claims) for cell in told] == [
        ("## Write", ["A1", "B2"])
    ]
    assert "twice(3)" not in serialised(source.notebook).decode()


def test_a_script_may_begin_with_a_cell_without_a_marker(course):
    course.source(LESSON).write_text("x = 1\n\n# %% [markdown]\n# six\n#| claims A1\n")
    source = read_source(course, LESSON)
    assert [cell.metadata for cell in source.notebook.cells] == [{}, {"claims": ["A1"]}]


def test_a_cell_marker_inside_of_a_text_is_refused(course):
    course.source(LESSON).write_text('# %%\nx = """\n# %%\n"""\n#| claims A1\n')
    with pytest.raises(AuthorError, match=r"a line '# %%' stands inside of a cell; indent it"):
        read_source(course, LESSON)


# --- exercises ----------------------------------------------------------------------------------


def test_the_cells_of_an_exercise_are_written_out(course, source_text):
    """In the short form and in nbgrader's own, the notebooks are the same."""
    before = serialised(read_source(course, LESSON).notebook)
    start = source_text.index('# %% nbgrader={"grade": false, "grade_id": "double-answer"')
    defined = source_text.index("def double")
    check = source_text.index('# %% nbgrader={"grade": true, "grade_id": "double"')
    end = source_text.index("# %% [markdown]\n# ### Exercise 01.2")
    short = (
        f"{source_text[:start]}# %% answer double\n{source_text[defined:check]}"
        f"# %% check double\n\n{source_text[end:]}"
    )
    assert len(short) < len(source_text) - 300
    course.source(LESSON).write_text(short, encoding="utf-8")
    assert serialised(read_source(course, LESSON).notebook) == before


def test_points_are_whole_where_they_can_be():
    rest, _ = lifted("# %% check a\n\n# %% check b\n", a=2.0, b=1.5)
    data = [json.loads(row.split("=", 1)[1]) for row in rest.split("\n") if row.startswith("# %%")]
    assert [str(one["points"]) for one in data] == ["2", "1.5"]


# --- mistakes -----------------------------------------------------------------------------------

NO_NOTE = "is no note: write '#| printed text  <-  expression', or begin with claims, given or let"
MISTAKES = {
    "#|": f"'' {NO_NOTE}",
    "#| | 3 | 4 |": f"'| 3 | 4 |' {NO_NOTE}",
    "#| a <-": f"'a <-' {NO_NOTE}",
    "#| <- a": f"'<- a' {NO_NOTE}",
    "#| a<-1": f"'a<-1' {NO_NOTE}",
    "#| claim A4": f"'claim A4' {NO_NOTE}",
    "#| claims": "write '#| claims A4 B6': the claims' numbers with spaces",
    "#| claims A4, B6": "write '#| claims A4 B6': the claims' numbers with spaces",
    "#| given": "write '#| given  a text ; another text'",
    "#| given  a ; ": "write '#| given  a text ; another text'",
    "#| let a": "write '#| let name = expression'",
    "#| let a b = 3": "write '#| let name = expression'",
    "#| let a = 3\n#| let a = 4": "'a' is named in line 2 already",
    "#|   goes on": "continues a note, but none stands right above it",
    "# %% check b": "no exercise 'b' in this lesson; there are: a",
    "# %% check a\ncheck(a)\nx": "what stands in '# %% check a' is made; write nothing",
    '# %% claims=["A1"]': "write '#| …' below the text of the cell instead of 'claims=' here",
    "# %% facts=[]": "write '#| …' below the text of the cell instead of 'facts=' here",
}


@pytest.mark.parametrize("wrong", MISTAKES)
def test_a_mistake_in_a_note_is_one_line_naming_file_and_line(wrong):
    (line,) = mistakes(f"# %%\n{wrong}\n", a=1)
    number = 3 if "\n" in wrong else 2
    assert line.startswith(f"solutions/01.py:{number}: {MISTAKES[wrong]}")
    assert "\n" not in line


def test_only_a_let_stands_above_the_first_cell():
    said = "stands above the first cell, where only '#| let …' may stand"
    assert mistakes("#| claims A1\n\n# %%\n") == [f"solutions/01.py:1: {said}"]


def test_all_mistakes_are_told_at_once():
    lines = mistakes("# %%\n#| claims\nx = 1\n#| given\n")
    assert [line.split(":")[1] for line in lines] == ["2", "4"]
