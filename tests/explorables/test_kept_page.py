"""A page that is kept for many tests: the next one finds nothing of what was left in it."""

import pytest

from .kept_page import KeptPage

FIGURE = """<!doctype html><html lang=en data-odd=yes><title>Figure</title>
<style>i { color: red }</style><body data-odd=yes style="margin:12px">
<div id=handle style="width:50px;height:50px;background:gray"></div>
<script type=module>
  const handle = document.getElementById('handle');
  handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener('pointermove', () => { window.moved = (window.moved ?? 0) + 1; });
  window.models = [{ end() { document.title = 'ended'; } }];
  document.body.dataset.ready = 'yes';
</script>"""
LEAVE = """() => {
  window.heard = 0;
  for (const target of [window, document, document.body, document.documentElement]) {
    target.addEventListener('odd', () => { globalThis.heard += 1; }, true);
  }
  window.requestAnimationFrame = () => {};
  setInterval(() => { globalThis.ticks = (globalThis.ticks ?? 0) + 1; }, 1);
  document.body.style.zoom = 2;
}"""
FOUND = """async () => {
  for (const target of [window, document.documentElement, document.body]) {
    target.dispatchEvent(new Event('odd', { bubbles: true }));
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
  return ['heard', 'ticks', 'models', 'moved'].filter((name) => name in window);
}"""


@pytest.fixture
def kept(shared_context):
    kept = KeptPage(shared_context)
    yield kept
    kept.close()


def drags(page) -> int:
    """How many moves the handle heard while it was dragged from its middle to far away."""
    page.mouse.move(25, 25)
    page.mouse.down()
    before = page.evaluate("() => window.moved")
    for x in (300, 400):
        page.mouse.move(x, 300)
    page.mouse.up()
    return page.evaluate("() => window.moved") - before


def test_nothing_stays_that_a_test_left(kept, request, tmp_path):
    with kept.given_to(request.node, tmp_path) as page:
        kept.hang(FIGURE, (600, 500), dark=True)
        page.evaluate(LEAVE)
        page.emulate_media(reduced_motion="reduce")
        page.set_viewport_size({"width": 444, "height": 333})
        page.wait_for_function("() => window.ticks > 3")
    with kept.given_to(request.node, tmp_path) as again:
        assert again is page
        assert again.evaluate(FOUND) == []
        bare = "<html><head></head><body></body></html>"
        assert again.evaluate("() => document.documentElement.outerHTML") == bare
        kept.hang(FIGURE, (600, 500), dark=True)
        seen = """() => [innerWidth, innerHeight, document.body.style.zoom,
            matchMedia('(prefers-color-scheme: dark)').matches,
            matchMedia('(prefers-reduced-motion: reduce)').matches]"""
        assert again.evaluate(seen) == [600, 500, "", True, False]


def test_the_next_figures_capture_the_pointer_too(kept, request, tmp_path):
    for _ in range(3):
        with kept.given_to(request.node, tmp_path) as page:
            kept.hang(FIGURE)
            assert page.title() == "Figure"
            assert not page.evaluate("() => document.querySelector('#handle').matches(':hover')")
            assert drags(page) >= 2


def test_figures_end_and_what_they_complain_of_then_is_told(kept, request, tmp_path):
    with (
        pytest.raises(AssertionError, match="it ended"),
        kept.given_to(request.node, tmp_path) as p,
    ):
        kept.hang(FIGURE)
        p.evaluate("() => { window.models[0].end = () => { console.error('it ended'); }; }")
    assert p.is_closed()
    with kept.given_to(request.node, tmp_path) as page:
        assert page is not p


def test_a_page_that_asks_somebody_else_is_told(kept, request, tmp_path):
    with (
        pytest.raises(AssertionError, match="asked for"),
        kept.given_to(request.node, tmp_path) as page,
    ):
        kept.hang(FIGURE.replace("<div", "<img src=http://127.0.0.1:9/picture.png><div"))
        page.wait_for_function("() => document.querySelector('img').complete")
