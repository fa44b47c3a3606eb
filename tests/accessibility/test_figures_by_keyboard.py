"""Every figure from its first control to its last by keyboard alone.

Each journey begins on a button before the figure and ends on one behind it. In between, every stop
of the Tab key is used, everything that a mouse can do is done, and the focus can always be seen.
"""

from itertools import pairwise

import pytest

from .exhibits import EXHIBITS
from .hand import Hand

TOOLS = ["Reset", "Copy as code", "Table view"]

# For each figure: its stops in order. A slider stands with the trait that it moves.
SLIDERS = {
    "SlopeMicroscope": {
        "point x on the curve": "x",
        "step h on the error curve": "h",
        "x": "x",
        "step h": "h",
        "magnification": "zoom",
    },
    "ThreeNumberLines": {"x": "x", "nudge dx": "dx"},
    "ConveyorBelt": {"x on the belt": "x", "x": "x", "nudge dx": "dx"},
    "NineKnobs, watch": {},
    "NineKnobs, curve": {
        "target y": "y",
        "input on the curve": "x",
        "input 1": "x",
        "input 2": "x",
        **{
            f"knob {key},": trait
            for key, trait in enumerate(
                ("W1", "W1", "b1", "W1", "W1", "b1", "W2", "W2", "b2"), start=1
            )
        },
    },
    "NineKnobs, game": {"knob 1,": "W1", "knob 9,": "b2"},
    "NeuronMicroscope": {
        "w on the line of z": "w",
        "z on the activation, moved by b": "b",
        "target y": "y",
        "w on the loss curve": "w",
        "weight w": "w",
        "bias b": "b",
        "input x": "x",
        "nudge h": "h",
    },
    "Dashboard": {"gas pedal": "pedal", "gear lever": "gear", "pedal p": "pedal", "nudge": "nudge"},
    "DescentLab": {"learning rate": "lr", "start w": "w", "start b": "b"},
    "KnobDescent": {"learning rate": "lr", "knob 1,": "W1", "knob 9,": "b2"},
    "DigitReader": {"trained for": "at", "hidden neuron": "neuron"},
    "NeuronGraph": {
        **{
            f"{kind} {i}": kind[0].replace("i", "x") for kind in ("input", "weight") for i in (1, 2)
        },
        "bias": "b",
        "target y": "y",
    },
    "RouteTracer": {
        "input 1": "x",
        "input 2": "x",
        "target y": "y",
        **{
            f"number {key},": trait
            for key, trait in enumerate(
                ("W1", "W1", "b1", "W1", "W1", "b1", "W2", "W2", "b2"), start=1
            )
        },
    },
    "RouteTracer, deep": {"hidden layers": "depth"},
    "GraphStepper": {},
    "GraphStepper, my own": {},
    "ShapeWorkbench": {},
    "DepthLab": {"hidden layers": "depth", "start weights": "start"},
    "DepthLab, chain": {
        "weight w of every neuron": "w",
        "input x": "x",
        "target y": "y",
        "neurons in a row": "depth",
    },
    "DepthLab, with mine": {"hidden layers": "depth", "start weights": "start"},
    "CostRuler": {"numbers in the network": "n", "time for one number and run": "ns"},
}


MOVED = """async (trait) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();  // some figures answer all keys of a frame at once
    await frame();
    return [document.activeElement.getAttribute('aria-valuetext'), window.models[0].get(trait)];
}"""


def turn(hand: Hand, sliders: dict[str, str]) -> None:
    """Move every slider to its ends, by arrows and by a page: it moves, and tells what it means."""
    for name, trait in sliders.items():
        hand.go(name)
        heard, values = [], []
        for key in ("End", "ArrowLeft", "Home", "ArrowRight", "PageUp"):
            hand.page.keyboard.press(key)
            said, value = hand.page.evaluate(MOVED, trait)
            heard.append(said)
            values.append(value)
        assert all(len(words.split()) > 1 for words in heard)
        assert all(a != b for a, b in pairwise(values)), f"{name} stands still: {values}"
        assert all(a != b for a, b in pairwise(heard)), f"{name} says the same: {heard}"


def use_tools(hand: Hand) -> None:
    """Table view opens and closes, the settings are copied, and Reset goes back."""
    hand.go("Table view")
    shown = [hand.press(key)["expanded"] for key in ("Enter", "Space", "Enter")]
    assert sorted(set(shown)) == ["false", "true"] and hand.page.locator(".crx table").count()
    hand.go("Copy as code")
    hand.press("Enter")
    assert "(" in hand.text(".crx-note code")
    changed = hand.text(".crx")
    hand.go("Reset")
    hand.press("Enter")
    assert hand.text(".crx") != changed
    assert hand.at()["name"] == "Reset", "the focus stays where it was"


def microscope(hand: Hand) -> None:
    hand.go("Curve")
    hand.press("c")  # in a menu, a letter chooses
    assert hand.get("function") in ("cube", "cos")
    hand.go("zoom follows h")
    hand.press("Space")
    assert hand.get("follow") is True
    hand.go("step h")
    hand.press("Home")
    hand.heard("Nothing moves")


def number_lines(hand: Hand) -> None:
    hand.go("inner g")
    hand.press("ArrowDown")
    hand.go("outer f")
    hand.press("ArrowUp")
    assert (hand.get("inner"), hand.get("outer")) == ("cube", "cube")
    hand.go("read the outer slope at x")
    hand.press("Space")
    assert hand.get("ghost") is True
    hand.press("g")
    assert hand.get("ghost") is False
    before = hand.get("dx")
    hand.go("Halve the nudge")
    hand.press("Enter", "Space")
    assert hand.get("dx") == pytest.approx(before / 4)
    hand.heard("By rule")


def belt(hand: Hand) -> None:
    hand.go("times 3, machine 1 of 3")
    hand.press("Alt+ArrowRight")
    assert hand.get("machines") == ["square", "triple", "sin"]
    hand.heard("times 3 is now machine 2 of 3")
    assert hand.press("ArrowRight")["name"].startswith("sine, machine 3")
    hand.press("Delete")
    assert hand.get("machines") == ["square", "triple"]
    for name, wanted in (
        ("put sigmoid on the belt", ["square", "triple", "sigmoid"]),
        ("Move earlier", ["square", "sigmoid", "triple"]),
        ("Move later", ["square", "triple", "sigmoid"]),
        ("Take off", ["square", "triple"]),
    ):
        hand.go(name)
        assert hand.press("Enter")["name"] == name, "the focus stays where it was"
        assert hand.get("machines") == wanted
    hand.go("nudge x by dx")
    assert hand.get("nudge") is True, "moving dx has shown the nudge"
    hand.press("Space")
    assert hand.get("nudge") is False
    hand.go("One machine back")
    assert hand.press("Enter", "Enter", "Enter", "Enter")["name"] == "One machine back"
    assert hand.get("swept") == 3
    hand.heard("Swept back, from the output")
    for name, swept in (("Clear the sweep", 0), ("Sweep back", 3), ("Run the belt", 3)):
        hand.go(name)
        hand.press("Enter")
        assert hand.get("swept") == swept
    hand.heard("The token leaves the belt")


def watched(hand: Hand) -> None:
    hand.go("Back")
    hand.press("Enter", "Enter")
    assert hand.get("step") == 3
    hand.go("Next step")
    assert hand.press(*["Enter"] * 12)["name"] == "Next step", "out of use, it keeps the focus"
    assert hand.get("step") == 12
    hand.go("Back")
    hand.press(*["Enter"] * 12)
    assert hand.get("step") == 0
    hand.go("Show all")
    hand.press("Space")
    assert hand.get("step") == 12
    hand.heard("output: z = 0.58")
    hand.go("Play")
    assert hand.press("Enter")["name"] == "Pause"
    hand.press("Enter")


def curve(hand: Hand) -> None:
    hand.go("Set a bump")
    hand.press("Enter")
    assert hand.get("W2") == [[8], [-8]]
    hand.go("The nine numbers")
    hand.press("Enter")
    assert hand.get("W2") == [[1.2], [-0.7]]
    hand.go("Sweep")
    hand.press("ArrowDown")
    assert hand.get("sweep") == 2
    for name, trait in (("σ in the hidden layer", "squash"), ("hidden layer", "hidden")):
        hand.go(name)
        hand.press("Space")
        assert hand.get(trait) is False
    hand.press("Space")
    assert hand.press("5")["name"].startswith("knob 5,")


def game(hand: Hand) -> None:
    hand.go("Shown in the network")
    hand.press("ArrowDown")
    assert hand.get("example") == 1
    hand.go("knob 7,")
    tries = hand.get("tries")
    hand.press("ArrowLeft")
    assert hand.get("tries") == tries + 1
    hand.heard("tries")
    hand.go("New game")
    hand.press("Enter")
    assert hand.get("tries") == 0


def one_neuron(hand: Hand) -> None:
    hand.go("compare with the nudge")
    compared = hand.get("compare")
    hand.press("Space")
    assert hand.get("compare") is not compared
    hand.press("c")
    assert hand.get("compare") is compared
    hand.go("L with ½")
    hand.press("Space")
    assert hand.get("half") is True
    hand.go("Activation")
    hand.press("ArrowDown")
    assert hand.get("activation") == "tanh"
    hand.heard("Slopes")


def car(hand: Hand) -> None:
    hand.go("gas pedal")
    before = hand.get("pedal")
    hand.press("Enter")
    assert hand.get("pedal") > before
    hand.heard("really")
    assert hand.press("5")["name"] == "gas pedal" and hand.get("gear") == 5
    pedal = hand.get("pedal")
    hand.go("Push")
    hand.press("Enter")
    assert hand.get("pedal") > pedal
    hand.press("Tab", "ArrowLeft")  # into the gears
    assert hand.get("gear") == 4
    hand.press("Tab", "ArrowRight")  # into the cards
    assert hand.get("join") == "multiply"
    hand.press("ArrowRight")
    assert "cannot add" in hand.text(".db-verdict")
    hand.go("all four links")
    hand.press("Space")
    assert hand.get("links") == 4


def several_inputs(hand: Hand) -> None:
    """Back from the loss by buttons and keys, and one step of weights and bias."""
    hand.go("One step back")
    hand.press("Enter")
    hand.press("n")
    assert hand.page.locator(".g-node.g-on").count() == 1
    hand.press("u")
    hand.press("a")
    before = hand.page.evaluate("() => window.models[0].get('w')")
    hand.go("Move weights and bias")
    hand.press("Enter")
    hand.press("m")
    assert hand.page.evaluate("() => window.models[0].get('w')") != before
    assert "After 2 steps" in hand.page.locator(".ng-story").inner_text()


def descent(hand: Hand) -> None:
    hand.go("Back to the start")
    hand.press("Enter")
    hand.go("Step")
    hand.press("Enter", "Space")
    assert hand.get("steps") == 2
    hand.go("50 steps")
    hand.press("Enter")
    assert hand.get("steps") == 52
    hand.heard("After")
    hand.press("s", "r")
    assert hand.get("steps") == 103
    hand.go("Back to the start")
    hand.press("Enter")
    assert hand.get("steps") == 0
    hand.go("Units")
    hand.press("ArrowDown")
    assert hand.get("units") == "own"
    hand.go("Cars a step")
    hand.press("ArrowUp")
    assert hand.get("batch") == 64


def descending(hand: Hand) -> None:
    hand.go("Start again")
    hand.press("Enter")
    hand.go("learning rate")
    hand.press("End")
    hand.go("Step")
    hand.press("Enter")
    assert hand.get("steps") == 1
    hand.heard("after 1 training step")
    hand.press("s")
    assert hand.get("steps") == 2
    hand.go("step with the gradient")
    hand.press("Space")
    assert hand.get("uphill") is True
    hand.press("Space")
    hand.go("knob 3")
    assert hand.press("7")["name"].startswith("knob 7,")
    hand.go("Start again")
    hand.press("Enter")
    assert (hand.get("steps"), hand.get("history"), hand.get("b2")) == (0, [], [0.3])


def digits(hand: Hand) -> None:
    hand.go("row 4, column 4")
    hand.press("Space", "ArrowRight", "Space", "Space", "ArrowDown", "Space")
    inked = {i: ink for i, ink in enumerate(hand.get("pixels")) if ink}
    assert inked == {27: 8, 28: 16, 36: 8}
    assert hand.at()["name"] == "row 5, column 5: ink 8 of 16"
    hand.heard("It reads a")
    hand.go("Load a test digit")
    hand.press("ArrowDown")
    assert sum(hand.get("pixels")) > 100
    hand.go("wipe")
    hand.press("Space")
    hand.go("Empty the pad")
    hand.press("Enter")
    assert hand.get("pixels") == [0] * 64
    hand.go("row 5, column 5")
    hand.press("Enter", "c")
    assert hand.get("pixels") == [0] * 64


def routes(hand: Hand) -> None:
    hand.go("Next route")
    hand.press("Enter", "Enter")
    assert hand.get("walked") == 2
    assert hand.press("Enter")["name"] == "Next route", "out of use, it keeps the focus"
    hand.heard("Route 2 of 2")
    hand.press("p", "p", "a")
    assert hand.get("walked") == 2
    for name, walked in (("Route back", 1), ("All routes", 2)):
        hand.go(name)
        hand.press("Enter")
        assert hand.get("walked") == walked
    hand.go("four factors")
    hand.press("Space")
    assert hand.get("four") is True
    hand.press("m", "m")
    assert hand.get("merged") == 2
    for name, merged in (("Merge one step", 3), ("Merge all", 5), ("Take apart", 0)):
        hand.go(name)
        hand.press("Enter")
        assert hand.get("merged") == merged
    hand.go("Merge from")
    hand.press("ArrowDown")
    assert hand.get("merge_from") == "start"
    hand.go("Start")
    hand.press("ArrowDown")
    assert hand.get("start") == "x2"
    hand.go("Next route")
    hand.press("5")
    assert hand.get("start") == "W1[1][1]"


def deep_routes(hand: Hand) -> None:
    hand.go("hidden layers")
    hand.press("Home", "ArrowRight")
    assert hand.get("depth") == 2
    hand.press("a")
    assert hand.get("walked") == 9
    hand.press("m", "m", "m")
    assert hand.get("merged") == 3
    hand.heard("15 multiplications")


def workbench(hand: Hand) -> None:
    hand.go("weight from input 1 to neuron 1")
    assert hand.press("ArrowRight")["name"].startswith("weight from input 1 to neuron 2: 5")
    assert (hand.get("row"), hand.get("column")) == (0, 1)
    assert hand.press("ArrowDown", "Home")["name"].startswith("weight from input 2 to neuron 1: 1")
    hand.heard("One product an example")
    hand.press("End", "ArrowLeft", "ArrowUp", "Space")
    assert (hand.get("row"), hand.get("column")) == (0, 0)
    hand.go("Next entry")
    assert hand.press("Enter")["name"] == "Next entry"
    hand.press("n")
    assert (hand.get("row"), hand.get("column")) == (1, 0)
    hand.go("show every entry")
    hand.press("Space")
    assert hand.get("whole") is True
    hand.go("Collect")
    hand.press("ArrowDown")
    assert (hand.get("target"), hand.get("row")) == ("dX", -1)
    hand.go("Bench: left")
    hand.press("ArrowDown")
    hand.go("@ right")
    hand.press("ArrowDown")
    assert (hand.get("left"), hand.get("right")) == ("X", "X")
    hand.heard("Refused")


def handing_on(hand: Hand) -> None:
    hand.go("d, value 48")
    assert hand.press("ArrowLeft")["name"].startswith("b, value 6, no gradient yet")
    hand.press("s", "End", "Home")
    assert hand.press("Enter")["name"] == "d, value 48, gradient 1: has handed on"
    assert hand.get("pressed") == [-1, 0]
    hand.press("ArrowLeft", "Space", "ArrowDown", "Enter", "Enter")
    assert hand.get("pressed") == [-1, 0, 1, 2]
    hand.heard("6 came when it had already handed on")
    hand.press("u", "u", "ArrowRight")
    assert hand.get("pressed") == [-1, 0]
    for name, pressed in (("Undo", [-1]), ("Start again", []), ("Put 1 at the end", [-1])):
        hand.go(name)
        assert hand.press("Enter")["name"] == name
        assert hand.get("pressed") == pressed


def replayed(hand: Hand) -> None:
    hand.go("Step")
    hand.press("Enter", "n", "n", "p")
    assert hand.get("place") == 14
    hand.heard("Step 14 of 33")
    hand.go("Back")
    hand.press("Enter")
    hand.go("To the end")
    hand.press("Enter")
    hand.heard("30 of 30 gradients agree")
    hand.go("Show")
    hand.press("ArrowDown")
    assert (hand.get("mode"), hand.get("place")) == ("sabotage", 0)
    hand.go("= in place of +=")
    hand.press("Space")
    hand.go("A node hands on")
    hand.press("ArrowDown")
    hand.press("s")
    assert (hand.get("rule"), hand.get("order")) == ("overwrite", "at_once")
    hand.go("1 at the end")
    hand.press("Space", "Space", "Space", "e")
    assert hand.get("seeded") is False


def deep_net(hand: Hand) -> None:
    hand.go("hidden layers")
    hand.press("Home", "ArrowRight")
    hand.go("Train")
    assert hand.press("Enter")["name"].startswith("Stop"), "the same button stops it"
    hand.page.wait_for_function("() => window.models[0].get('epochs') === 15", timeout=90_000)
    hand.heard("test digits right")
    hand.press("n")
    hand.heard("not trained yet")
    hand.go("Other start")
    hand.press("Enter")
    assert hand.get("seed") == 2 and len(hand.get("runs")) == 1
    hand.go("Activation")
    hand.press("ArrowDown")
    hand.go("Output")
    hand.press("ArrowDown")
    hand.go("Signal")
    hand.press("ArrowDown")
    assert [hand.get(name) for name in ("activation", "output", "cut")] == ["tanh", "straight", 1]


def row_of_neurons(hand: Hand) -> None:
    hand.go("neurons in a row")
    hand.press("End")
    hand.heard("The first gradient is")


def asked(hand: Hand) -> None:
    hand.go("Ask mine")
    hand.press("Enter")
    assert hand.get("asked")["number"] == 1
    hand.heard("Your own function is at work")


def costs(hand: Hand) -> None:
    hand.go("numbers in the network")
    hand.press("End")
    hand.heard("years by nudging each number both ways")


JOURNEYS = {
    "SlopeMicroscope": microscope,
    "ThreeNumberLines": number_lines,
    "ConveyorBelt": belt,
    "NineKnobs, watch": watched,
    "NineKnobs, curve": curve,
    "NineKnobs, game": game,
    "NeuronGraph": several_inputs,
    "NeuronMicroscope": one_neuron,
    "Dashboard": car,
    "DescentLab": descent,
    "KnobDescent": descending,
    "DigitReader": digits,
    "RouteTracer": routes,
    "RouteTracer, deep": deep_routes,
    "ShapeWorkbench": workbench,
    "GraphStepper": handing_on,
    "GraphStepper, my own": replayed,
    "DepthLab": deep_net,
    "DepthLab, chain": row_of_neurons,
    "DepthLab, with mine": asked,
    "CostRuler": costs,
}

# What is there to be operated: a group of radio buttons is one stop of the Tab key.
OPERABLE = """() => { const groups = new Set();
    return [...document.querySelectorAll('.crx :is(button, select, input, textarea, [role=slider],'
        + ' [role=button], [tabindex="0"])')].filter((node) => {
        if (node.disabled || !node.checkVisibility()) return false;
        if (node.type !== 'radio') return true;
        if (groups.has(node.name)) return false;
        return groups.add(node.name);
    }).length; }"""


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_figure_by_keyboard_alone(sit_down, name):
    hand = sit_down(name)
    stops = hand.walk()
    assert len(stops) == hand.page.evaluate(OPERABLE), f"Tab misses a control: {stops}"
    assert [stop["name"] for stop in stops[:3]] == TOOLS
    back = hand.walk("Shift+Tab", end="before", rings=False)
    assert len(back) == len(stops)
    turn(hand, SLIDERS[name])
    JOURNEYS[name](hand)
    use_tools(hand)
    hand.go("after")


@pytest.mark.parametrize("name", ["NineKnobs, watch", "Dashboard", "lines to order"])
def test_the_focus_is_seen_in_the_dark(sit_down, name):
    assert sit_down(name, theme="dark").walk()


def test_a_covered_figure_is_opened_by_keyboard(sit_down):
    hand = sit_down("ConveyorBelt, covered")
    assert [stop["name"] for stop in hand.walk()] == ["Open it without predicting"]
    hand.go("Open it without predicting")
    hand.press("Enter")
    assert hand.get("locked") is False
    assert hand.ring() >= 3, "the figure itself has the focus, and shows it"
    hand.heard("The figure is open.")
    assert hand.press("Tab")["name"] == "Reset"


def test_every_widget_has_its_journey():
    """A widget that is added later wants a form among the exhibits and a journey here."""
    from chainrule.explorables.base import CourseWidget

    def below(kind: type) -> set[type]:
        kinds = set(kind.__subclasses__())
        return kinds.union(*map(below, kinds))

    # By name: a widget that lives has a class of its own.
    courses = {
        kind.__name__
        for kind in below(CourseWidget)
        if kind.__module__.startswith("chainrule.") and kind.__dict__.get("entry")
    }
    assert courses == {type(make()).__name__ for make in EXHIBITS.values()}
    journeys = {type(EXHIBITS[name]()).__name__ for name in JOURNEYS}
    assert journeys | {"Question", "LineOrder"} == courses
