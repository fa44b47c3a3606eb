"""The graph stepper in Chromium, without Jupyter: pressed, stepped, replayed, looked at."""

import pytest
from chainrule.explorables import GraphStepper

from . import small_engines as engines
from .page import CELLS, WITHOUT_PLACE

PLACES = """() => [...document.querySelectorAll('.gs-node')].map((node) => {
    const { left, right, top, bottom } = node.querySelector('.g-plate').getBoundingClientRect();
    return [left, right, top, bottom]; })"""


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name, exact=True)


def lines(shown) -> list[str]:
    """The lines below the picture that can be seen."""
    seen = shown.page.locator(".gs-line:visible").all_inner_texts()
    return [" ".join(line.split()) for line in seen]


def cells(shown) -> dict[str, list[str]]:
    """Each drawn node's words: what stands above it, and its cells."""
    nodes = shown.page.locator(".gs-node").evaluate_all(
        """(nodes) => nodes.map((node) => ['.g-name', '.g-value'].map((part) =>
            [...node.querySelectorAll(part)].map((each) => each.textContent)))"""
    )
    return {" ".join(names): [text for text in values if text] for names, values in nodes}


def judged(shown) -> list[list[str]]:
    return shown.page.locator(".gs-judge tbody tr").evaluate_all(CELLS)


def own(graph, backward=None, **state) -> GraphStepper:
    root, names = graph()
    return GraphStepper(root, names, backward, **state)


# ------------------------------------------------------------------ to look at


def test_slopes_stand_on_the_edges(show):
    shown = show(GraphStepper())
    assert shown.page.locator(".gs-slope").all_text_contents() == ["0.1304", "2.4", "3"]
    assert cells(shown) == {
        "x": ["0.4"],
        "3x (×)": ["1.2"],
        "(3x)² (power)": ["1.44"],
        "y (sin)": ["0.9915"],
    }
    assert "The course's own example: y = sin((3x)²) at x = 0.4." in lines(shown)
    assert shown.page.locator(".crx-body :is(button, input, select):visible").count() == 0


def test_ones_own_graph_of_thirty_nodes(show):
    shown = show(own(engines.nine_numbers), width=1000)
    drawn = cells(shown)
    assert (
        len(drawn) == 30
        and drawn["W2[1][0]"] == ["−0.7"]
        and "own example" not in " ".join(lines(shown))
    )
    slopes = shown.page.locator(".gs-slope").all_text_contents()
    for factor in ("−0.718", "0.230", "1.2", "0.240", "−1"):
        assert factor in slopes
    boxes = shown.page.evaluate(PLACES)
    for i, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0 and right <= 1000
        for other in boxes[i + 1 :]:
            apart = other[0] >= right or other[1] <= left or other[2] >= bottom or other[3] <= top
            assert apart, "no node lies on another"


# ------------------------------------------------------------------ you are the engine


def test_by_hand_too_early(show):
    controls = ["seed", "queue", "judge"]
    shown = show(GraphStepper(example="shortcut", mode="you", controls=controls))
    assert lines(shown)[:2] == [
        "None of the 4 nodes holds a gradient yet.",
        "No node has anything to hand on.",
    ]
    node = lambda name: shown.page.locator(f".gs-node[aria-label^='{name},']")  # noqa: E731
    assert shown.page.locator(".gs-node[data-node]").count() == 3, "a leaf hands nothing on"
    button(shown, "Put 1 at the end").click()
    assert lines(shown)[0] == "d, the last node, begins with 1."
    node("d").click()
    assert lines(shown)[:3] == [
        "d hands on, to b: 8 · 1 = 8",
        "to c: 6 · 1 = 6",
        "Something to hand on: b (8), c (6).",
    ]
    node("b").click()
    node("b").click(force=True)
    assert shown.get("pressed") == [-1, 0, 1]
    assert judged(shown) == []
    node("c").click()
    assert lines(shown) == [
        "c hands on, to b: 1 · 6 = 6; 8 → 14",
        "to a: 1 · 6 = 6; 24 → 30",
        "Every node has handed on.",
        "b: 6 came when it had already handed on, and stayed there.",
        "3 of 4 gradients agree with their nudges.",
        "The course's own example: b = 3a, c = b + a, d = b · c.",
    ]
    assert judged(shown) == [
        ["a", "30", "48", "✗ differs"],
        ["b", "14", "14", "✓ agrees"],
        ["c", "6", "6", "✓ agrees"],
        ["d", "1", "1", "✓ agrees"],
    ]
    assert shown.page.locator(".g-note").all_text_contents() == ["6 left over"]
    for _ in range(2):
        button(shown, "Undo").click()
    node("c").click()
    node("b").click()
    assert lines(shown)[-2] == "4 of 4 gradients agree with their nudges."


def test_without_the_one_at_the_end_everything_stays_zero(show):
    shown = show(GraphStepper(example="shortcut", mode="you", pressed=[0, 1, 2]))
    assert [row[1] for row in judged(shown)] == ["0", "0", "0", "0"]
    seeded = show(GraphStepper(example="shortcut", mode="you", controls=["judge"]))
    assert button(seeded, "Put 1 at the end").count() == 0
    assert cells(seeded)["d (×)"] == ["48", "1"]


# ------------------------------------------------------------------ another order or rule


@pytest.mark.parametrize(
    ("order", "rule", "a"),
    [
        *(("right", "add", "4"), ("at_once", "add", "6"), ("each_listing", "add", "8")),
        *(("part", "add", "4"), ("right", "overwrite", "1")),
    ],
)
def test_the_diamond_under_every_reading(show, order, rule, a):
    shown = show(GraphStepper(example="diamond", mode="sabotage", order=order, rule=rule))
    assert cells(shown)["a"] == ["3"]
    button(shown, "To the end").click()
    assert cells(shown)[f"a {'✓' if a == '4' else '✗'}"] == ["3", a]
    assert judged(shown)[0][1:3] == [a, "4"]


def test_only_the_orders_that_were_asked_for(show):
    controls = ["step", "order:at_once,each_listing,part"]
    figure = GraphStepper(example="diamond", mode="sabotage", order="at_once", controls=controls)
    shown = show(figure)
    menu = shown.page.get_by_label("A node hands on")
    assert menu.locator("option:not([hidden])").count() == 3
    shown.page.locator(".crx").focus()
    for _ in range(4):
        shown.page.keyboard.press("n")
    assert lines(shown)[1] == "b hands on, to a: 1 · 1 = 1; 1 → 2"
    menu.select_option("each_listing")
    assert shown.get("place") == 0
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("s")
    assert shown.get("seeded") is True, "that control was not asked for"
    shown.page.keyboard.press("e")
    assert cells(shown)["a"] == ["3", "8"] and judged(shown) == []
    assert lines(shown)[0] == "Step 4 of 4."


def test_what_is_overwritten_is_said(show):
    shown = show(
        GraphStepper(example="shortcut", mode="sabotage", rule="overwrite", place=3, controls=[])
    )
    assert lines(shown)[1:3] == [
        "c hands on, to b: 1 · 6 = 6; 8 → 6, the 8 is lost",
        "to a: 1 · 6 = 6",
    ]


# ------------------------------------------------------------------ one's own sweep


def test_ones_own_sweep_step_by_step(show):
    shown = show(own(engines.shortcut, engines.backward))
    assert lines(shown) == ["Step 0 of 7.", "Your backward wrote 7 times. Step through it."]
    button(shown, "Step").click()
    assert lines(shown)[1] == "Set to 0: b, c, ×."
    shown.page.keyboard.press("n")
    assert lines(shown)[1] == "×, the last node, begins with 1."
    shown.page.keyboard.press("n")
    assert lines(shown)[1] == "× hands on, to b: 8 · 1 = 8"
    assert shown.page.locator(".g-node.g-on .g-name").all_text_contents() == ["×"]
    assert shown.page.locator(".gs-got .g-name").all_text_contents() == ["b (×)"]
    shown.page.keyboard.press("e")
    assert lines(shown)[2] == "4 of 4 gradients agree with their nudges."
    button(shown, "Back").click()
    assert judged(shown) == [] and cells(shown)["a"] == ["2", "6"]


def test_mistakes_and_all(show):
    shown = show(own(engines.nine_numbers, engines.overwriting, place=999))
    assert "28 of 30 gradients agree with their nudges." in lines(shown)
    assert [row[0] for row in judged(shown) if row[3] == "✗ differs"] == ["x[0]", "x[1]"]
    assert shown.page.locator(".gs-wrong").count() == 2
    found = show(own(engines.shortcut, engines.as_found, place=999))
    assert "b: 6 came when it had already handed on, and stayed there." in lines(found)
    pulled = show(own(engines.diamond, engines.pulling, place=999))
    assert lines(pulled)[1] == "a collects 1 · 2 + 1 · 2: 0 → 4"


def test_a_sweep_that_crashes_or_writes_nothing(show):
    def crashing(root):
        root.grad = 1.0
        raise RecursionError("maximum recursion depth exceeded")

    shown = show(own(engines.diamond, crashing, place=1))
    assert "In your backward: RecursionError: maximum recursion depth exceeded" in lines(shown)
    idle = show(own(engines.diamond, lambda root: None))
    assert lines(idle)[0] == "Your backward wrote no gradient."

    def strange(root):
        root.grad = 1.0
        root.parents[0].grad = 7.0

    odd = show(own(engines.diamond, strange, place=2))
    assert lines(odd)[1].startswith("b: 0 → 7. No slope times gradient of what is made of b")


#: Counts the shares that set out: one may have arrived before anybody looks.
TRAVELLERS = """() => {
    window.travelled = 0;
    const count = (node) => { if (node.matches?.('.gs-token')) window.travelled += 1; };
    const look = (changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(count));
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true });
}"""


def test_shares_travel_unless_less_motion_is_wanted(show):
    shown = show(own(engines.shortcut, engines.backward, place=2))
    shown.page.evaluate(TRAVELLERS)
    button(shown, "Step").click()
    shown.page.wait_for_function("() => window.travelled === 1")
    shown.page.wait_for_function("() => document.querySelectorAll('.gs-token').length === 0")
    button(shown, "Back").click()
    shown.settle()
    assert shown.page.evaluate("window.travelled") == 1, "nothing travels backwards in time"
    still = show(own(engines.shortcut, engines.backward, place=2), motion=False)
    still.page.evaluate(TRAVELLERS)
    button(still, "Step").click()
    still.settle()
    assert still.page.evaluate("window.travelled") == 0


# ------------------------------------------------------------------ narrow, wide, large, odd


@pytest.mark.parametrize("width", [320, 360, 640])
def test_a_narrow_page_has_an_indented_list(show, width):
    shown = show(own(engines.nine_numbers, mode="you", controls=["seed", "queue"]), width=width)
    assert shown.page.locator(".gs-map").is_hidden() and shown.page.locator(".gs-row").count() > 30
    assert shown.page.evaluate("() => document.documentElement.scrollWidth") <= width
    button(shown, "Put 1 at the end").click()
    shown.page.get_by_role("button", name="power 2, value 0.1290").click()
    assert shown.get("pressed") == [-1, 0]
    focused = shown.page.evaluate("() => document.activeElement.dataset.node")
    assert focused == "n0", "the focus stays where it was"
    assert shown.page.locator(".gs-acting").count() == 1
    assert "as above" in shown.page.locator(".gs-list").inner_text()


def test_a_small_graph_is_drawn_on_a_phone(show):
    shown = show(GraphStepper(example="shortcut"), width=360)
    assert shown.page.locator(".gs-list").is_hidden()
    assert all(left >= 0 and right <= 360 for left, right, _, _ in shown.page.evaluate(PLACES))


def test_a_wide_graph_scrolls_inside_itself(show):
    shown = show(GraphStepper(engines.long_chain(40), backward=engines.backward), width=900)
    host = shown.page.locator(".gs-map")
    assert host.get_attribute("tabindex") == "0"
    assert shown.page.evaluate("() => document.documentElement.scrollWidth") <= 900
    begun = host.evaluate("node => node.scrollLeft")
    assert begun > 1000, "it begins at the result"
    shown.set(place=39)
    assert host.evaluate("node => node.scrollLeft") < begun - 500


def test_a_large_graph_says_what_is_left_out(show):
    shown = show(GraphStepper(engines.long_chain(100), backward=engines.backward, place=999))
    assert len(cells(shown)) >= 1 and shown.page.locator(".gs-node").count() == 60
    assert lines(shown)[-1] == "40 more nodes are not drawn." and judged(shown) == []


def test_a_circle_is_said_and_listed(show):
    a, b = engines.Plain(1), engines.Plain(2)
    a.parents, a.slopes, b.parents, b.slopes = (b,), (1,), (a,), (1,)
    shown = show(GraphStepper(a, {"a": a, "b": b}))
    assert lines(shown)[0].startswith("This graph has a circle")
    assert shown.page.locator(".gs-row").count() == 3
    shown.set(mode="you")
    assert shown.page.locator(".crx-body :is(button, [data-node]):visible").count() == 0


# Graphs of every kind, in every state of the figure.
GRAPHS = """(look) => {
    const node = (data, parents, slopes) => (
        { name: '', made_by: '', data, parents, slopes, hidden: 0 });
    const graphs = [window.models[0].get('nodes'), [node(3, [], [])],
        [node(1e-9, [1, 1], [null, 1e12]), node(-1e300, [], [])],
        [node(0, [1, 2, 3], [0, 0, 0]), node(0, [3], [0]),
            node(0, [], []), node(0, [], [])]];
    for (const nodes of graphs) for (const mode of ['ready', 'you', 'mine', 'sabotage'])
        for (const order of ['right', 'at_once', 'each_listing', 'part', 'discovery'])
            for (const place of [0, 1, 2, 99]) {
                const record = [[0, 0, 1], [0, 1, null], [nodes.length - 1, 0, 1e-12]];
                const pressed = [-1, 0].slice(0, place);
                look({ nodes, mode, order, place, record, pressed });
            }
}"""


def test_nothing_drawn_is_without_place(show):
    shown = show(own(engines.shortcut, engines.backward, table=True))
    assert shown.page.evaluate(WITHOUT_PLACE, GRAPHS) == []


@pytest.mark.parametrize("mode", ["ready", "you", "sabotage"])
def test_controls_that_were_not_asked_for_are_neither_seen_nor_heard(show, mode):
    shown = show(GraphStepper(example="shortcut", mode=mode, controls=[]))
    wanted = 2 if mode == "you" else 0
    assert shown.page.locator(".crx-body :is(button, input, select):visible").count() == wanted
    shown.page.locator(".crx").focus()
    before = shown.page.evaluate("() => JSON.stringify(window.models[0].values)")
    for key in ("n", "p", "e", "s", "u"):
        shown.page.keyboard.press(key)
    assert shown.page.evaluate("() => JSON.stringify(window.models[0].values)") == before


def test_the_table_view_tells_no_more_than_the_figure(show):
    figure = GraphStepper(example="shortcut", mode="sabotage", table=True)
    shown = show(figure)
    words = shown.page.locator(".crx-tables").inner_text()
    assert "nudged" not in words and "14" not in words and "b: 8; c: 6" in words
    button(shown, "To the end").click()
    words = shown.page.locator(".crx-tables").inner_text()
    assert "nudged" in words and "14" in words and words.count("✓ agrees") == 4


def test_covered_it_says_nothing(show):
    root, names = engines.shortcut()
    figure = GraphStepper(root, names, engines.backward, place=99)
    figure.locked = True
    shown = show(figure)
    body = shown.page.locator(".crx-body")
    assert body.evaluate("node => node.inert && getComputedStyle(node).visibility") == "hidden"
    told = shown.page.locator(".crx").get_attribute("aria-describedby")
    assert shown.page.locator(f"#{told}").text_content().startswith("Covered")


def test_reset_and_copy(show):
    shown = show(own(engines.shortcut, engines.backward, place=1))
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("n")
    button(shown, "Copy as code").click()
    code = shown.page.locator(".crx-note code").text_content()
    root, names = engines.shortcut()
    here = {"GraphStepper": GraphStepper, "root": root, "names": names}
    again = eval(code, {**here, "backward": engines.backward})
    assert again.place == 2 and len(again.record) == len(shown.get("record"))
    button(shown, "Reset").click()
    assert shown.get("place") == 1
