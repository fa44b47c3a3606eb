"""The next notebook in a JupyterLab that stays open meets nothing of the one before."""

from ..support.notebook import notebook_of

LEAVE = """() => {
    globalThis.crxDrafts = new Map([['order', 'a draft']]);
    sessionStorage.mark = localStorage.mark = 'left';
    document.querySelector('.jp-Notebook').focus();
}"""
HELD = """() => [globalThis.crxDrafts?.size ?? 0, sessionStorage.mark ?? null,
    localStorage.mark ?? null, document.querySelectorAll('.jp-NotebookPanel').length]"""
DIALOGUE = "() => { window.jupyterapp.commands.execute('help:about'); }"


def test_the_next_notebook_meets_nothing_of_the_one_before(
    open_lesson, desk, tmp_path, monkeypatch
):
    first = open_lesson(notebook_of(["kept = 1", "1 / 0"], tmp_path / "one" / "one.ipynb"))
    first.run_all()
    assert first.errors() == ["ZeroDivisionError: division by zero"]
    page, size = desk.page, desk.page.viewport_size
    page.evaluate(LEAVE)
    page.set_viewport_size({"width": 600, "height": 500})

    second = open_lesson(notebook_of(["print('kept' in dir())"], tmp_path / "two" / "two.ipynb"))
    assert desk.page is page, "the page is the same"
    assert page.viewport_size == size
    assert page.evaluate(HELD) == [0, None, None, 1]
    assert len(second.server.ask("api/sessions")) == 1, "the kernel before has ended"
    assert second.run_until_it_prints(0, "False".__eq__) == "False"
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('a mistake'); }); }")
    assert (first.trouble, second.trouble) == ([], ["a mistake"])

    page.evaluate(DIALOGUE)
    page.locator(".jp-Dialog").wait_for()
    closed = []
    with monkeypatch.context() as patch:
        patch.setattr(page, "close", lambda: closed.append(page))
        desk.clear()
    assert desk.page is None and closed == [page], "a page with an open dialogue serves nobody"
    # But without the dialogue it does, and to load another takes a while.
    page.keyboard.press("Escape")
    page.locator(".jp-Dialog").wait_for(state="detached")
    desk.page = page
