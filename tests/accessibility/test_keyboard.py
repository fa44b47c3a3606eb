"""Every widget from its first control to its last by keyboard alone.

Each journey begins on a button before the widget and ends on one behind it. In between, every stop
of the Tab key is used, everything that a mouse can do is done, and the focus can always be seen.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest

from .conftest import AROUND
from .exhibits import EXHIBITS

# The focused element: its name, its role, what it says, and how well its ring can be seen.
FOCUSED = """() => {
    const node = document.activeElement;
    const labels = [...(node.labels ?? [])].map((label) => label.textContent).join(' ');
    const field = node.getAttribute('aria-labelledby');
    const text = field ? document.getElementById(field).textContent : labels || node.textContent;
    const name = (node.getAttribute('aria-label') ?? text).trim();
    const rgb = (colour) => {
        const probe = document.createElement('canvas').getContext('2d');
        probe.fillStyle = colour;
        probe.fillRect(0, 0, 1, 1);
        return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    };
    const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const ground = light(rgb(getComputedStyle(document.body).backgroundColor));
    const contrast = (colour) => {
        const [low, high] = [ground, light(rgb(colour))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const rings = [...node.querySelectorAll('.ring, .g-plate, .db-ring')]
        .map((ring) => getComputedStyle(ring));
    const style = getComputedStyle(node);
    const drawn = [
        ...(style.outlineStyle === 'none' ? [] : [[style.outlineColor, style.outlineWidth]]),
        ...rings.filter((ring) => ring.stroke !== 'rgba(0, 0, 0, 0)')
            .map((ring) => [ring.stroke, ring.strokeWidth]),
    ].filter(([, width]) => parseFloat(width) >= 2).map(([colour]) => contrast(colour));
    const box = node.getBoundingClientRect();
    return {
        name, id: node.id, tag: node.tagName, type: node.type ?? '',
        said: node.getAttribute('aria-valuetext') ?? '', ring: Math.max(0, ...drawn),
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        expanded: node.getAttribute('aria-expanded'),
    };
}"""


@dataclass
class Hand:
    """A pair of hands that has a keyboard only."""

    page: object

    def at(self) -> dict:
        return self.page.evaluate(FOCUSED)

    def press(self, *keys: str) -> dict:
        for key in keys:
            self.page.keyboard.press(key)
        return self.at()

    def walk(self, key: str = "Tab", end: str = "after") -> list[dict]:
        """Press Tab until `end` has the focus; every stop on the way, each with its ring seen."""
        stops = []
        for _ in range(60):
            stop = self.press(key)
            if stop["id"] == end:
                return stops
            assert stop["tag"] != "BODY", f"the focus is lost after {stops[-1:]}"
            assert stop["seen"], f"{stop['name']} has the focus, and is out of sight"
            assert stop["ring"] >= 3, f"{stop['name']}: the focus cannot be seen"
            stops.append(stop)
        raise AssertionError(f"no way out of {[stop['name'] for stop in stops]}")

    def go(self, name: str) -> dict:
        """Tab to the control of that name (or of a name that begins so), forwards, then back."""
        for key in ("Tab", "Shift+Tab"):
            for _ in range(60):
                stop = self.at()
                if stop["name"].startswith(name):
                    return stop
                if stop["id"] == ("after" if key == "Tab" else "before"):
                    break
                self.press(key)
        raise AssertionError(f"Tab does not reach {name}")

    def get(self, trait: str):
        return self.page.evaluate("(name) => window.models[0].get(name)", trait)

    def heard(self, words: str) -> None:
        """Wait until a live region has said these words."""
        self.page.wait_for_function(
            "(words) => [...document.querySelectorAll('[aria-live], [role=status]')]"
            ".some((node) => node.textContent.includes(words))",
            arg=words,
        )

    def text(self, selector: str) -> str:
        return " ".join(self.page.locator(selector).first.inner_text().split())


@pytest.fixture
def sit_down(gallery) -> Callable[[str, str], Hand]:
    """A function that hangs one exhibit between two buttons and puts the focus before it."""

    def start(name: str, theme: str = "light") -> Hand:
        page = gallery.touch([name], theme=theme)
        page.evaluate(
            "(around) => { const [before, after] = around.split('{}');"
            " document.body.insertAdjacentHTML('afterbegin', before);"
            " document.body.insertAdjacentHTML('beforeend', after);"
            " document.getElementById('before').focus(); }",
            AROUND,
        )
        return Hand(page)

    return start


# ------------------------------------------------------------------ figures

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
    "NineKnobs, watch": {
        "target y": "y",
        "input 1": "x",
        "input 2": "x",
        **{
            f"knob {key},": trait
            for key, trait in enumerate(
                ("W1", "W1", "b1", "W1", "W1", "b1", "W2", "W2", "b2"), start=1
            )
        },
    },
    "NineKnobs, curve": {"target y": "y", "input on the curve": "x", "input 2": "x"},
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
}


MOVED = """(trait) => [document.activeElement.getAttribute('aria-valuetext'),
    window.models[0].get(trait)]"""


def turn(hand: Hand, sliders: dict[str, str]) -> None:
    """Move every slider to its ends, by arrows and by a page: it moves, and tells what it means."""
    for name, trait in sliders.items():
        hand.go(name)
        heard, values = [], []
        for key in ("Home", "ArrowRight", "PageUp", "ArrowLeft", "End"):
            hand.page.keyboard.press(key)
            said, value = hand.page.evaluate(MOVED, trait)
            heard.append(said)
            values.append(value)
        assert all(len(words.split()) > 1 for words in heard)
        assert all(a != b for a, b in pairwise(values)), f"{name} stands still: {values}"
        assert all(a != b for a, b in pairwise(heard)), f"{name} says the same: {heard}"
        hand.press("Home", "PageUp")


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
    assert hand.get("step") == 13
    hand.go("Back")
    hand.press(*["Enter"] * 13)
    assert hand.get("step") == 0
    hand.go("Show all")
    hand.press("Space")
    assert hand.get("step") == 13
    hand.heard("loss 0.")
    hand.go("Play")
    assert hand.press("Enter")["name"] == "Pause"
    hand.press("Enter")
    for name, trait in (("σ in the hidden layer", "squash"), ("hidden layer", "hidden")):
        hand.go(name)
        hand.press("Space")
        assert hand.get(trait) is False
    hand.press("Space")
    assert hand.press("5")["name"].startswith("knob 5,")


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


JOURNEYS = {
    "SlopeMicroscope": microscope,
    "ThreeNumberLines": number_lines,
    "ConveyorBelt": belt,
    "NineKnobs, watch": watched,
    "NineKnobs, curve": curve,
    "NineKnobs, game": game,
    "NeuronMicroscope": one_neuron,
    "Dashboard": car,
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
    assert len(stops) == hand.page.evaluate(OPERABLE), "Tab misses a control"
    assert [stop["name"] for stop in stops[:3]] == TOOLS
    back = hand.walk("Shift+Tab", end="before")
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
    opened = hand.press("Enter")
    assert hand.get("locked") is False
    assert opened["ring"] >= 3, "the figure itself has the focus, and shows it"
    hand.heard("The figure is open.")
    assert hand.press("Tab")["name"] == "Reset"


# ------------------------------------------------------------------ questions


def test_a_prediction_by_keyboard_alone(sit_down):
    hand = sit_down("a prediction")
    assert len(hand.walk()) == 4  # answer, confidence, commit, skip
    hand.go("Commit prediction")
    hand.press("Enter")
    hand.heard("Choose an answer first.")
    assert hand.at()["type"] == "radio", "the focus goes to what is missing"
    hand.press("ArrowDown")
    hand.go("Commit prediction")
    hand.press("Space")
    hand.heard("Now say how sure you are")
    hand.press("ArrowRight", "ArrowRight", "Enter")
    closed = hand.at()
    assert closed["name"].startswith("Committed: “18”, confidence 3 of 5")
    assert closed["ring"] >= 3
    assert hand.press("Tab")["id"] == "after"


@pytest.mark.parametrize(
    ("name", "typed", "missing", "kept"),
    [
        ("a number to type", "6/2", "Type a number first", "6/2"),
        ("own words", "It receives u.", "Write a sentence first.", "It receives u."),
    ],
)
def test_a_typed_answer_by_keyboard_alone(sit_down, name, typed, missing, kept):
    hand = sit_down(name)
    assert len(hand.walk()) == 3
    hand.press("Shift+Tab", "Shift+Tab", "Enter")  # past skip, on the button
    hand.heard(missing)
    hand.page.keyboard.type(typed)
    hand.press("Tab", "Enter")
    assert (hand.get("settled"), hand.get("answer")) == (True, kept)
    assert hand.at()["name"], "the focus stays in the form"


def test_a_number_is_predicted_by_keyboard_alone(sit_down):
    hand = sit_down("a number to predict")
    hand.press("Tab")
    hand.page.keyboard.type("2,5")
    hand.press("Tab", "Space", "Enter")
    assert (hand.get("answer"), hand.get("confidence")) == ("2,5", 1)


@pytest.mark.parametrize("name", ["a prediction", "a question", "own words", "lines to order"])
def test_whoever_passes_keeps_their_place(sit_down, name):
    hand = sit_down(name)
    hand.walk()
    hand.press("Shift+Tab")
    assert re.match("skip|give up", hand.at()["name"])
    hand.press("Enter")
    assert hand.get("skipped") is True
    hand.page.evaluate("() => window.models[0].set({ settled: true, answer: 'a\\nb' })")
    assert hand.at()["id"] not in ("before", "after") and hand.at()["tag"] == "P"


def test_lines_are_ordered_by_keyboard_alone(sit_down):
    hand = sit_down("lines to order")
    # Two arrows for each of three lines, one pair of lines, and two buttons.
    assert len(hand.walk()) == 9
    hand.go("Check the lines")
    hand.press("Enter")
    hand.heard("In every pair, choose one")
    assert hand.press("ArrowDown")["type"] == "radio"
    hand.press("Alt+ArrowUp")
    hand.heard("a = r * r is now line 1 of 3")
    hand.go("move line 3 of 3, r = d / 2, earlier")
    moved = hand.press("Enter", "Space")
    assert moved["name"].startswith("move line 1 of 3, r = d / 2")
    hand.press("Enter")
    hand.heard("This is already the first line.")
    hand.go("Check the lines")
    hand.press("Enter")
    assert hand.get("answer") == "r = d / 2\na = r * r\nreturn a"


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
