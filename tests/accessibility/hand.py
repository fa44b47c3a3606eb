"""A pair of hands that has a keyboard only, and asks the page where the focus is."""

from dataclasses import dataclass

NAME = """const nameOf = (node) => {
    const labels = [...(node.labels ?? [])].map((label) => label.textContent).join(' ');
    const field = node.getAttribute('aria-labelledby');
    const text = field ? document.getElementById(field).textContent : labels || node.textContent;
    return (node.getAttribute('aria-label') ?? text).trim();
};"""

# The focused element: its name, its role, what it says.
FOCUSED = f"""() => {{ {NAME}
    const node = document.activeElement;
    return {{
        name: nameOf(node), id: node.id, tag: node.tagName, type: node.type ?? '',
        said: node.getAttribute('aria-valuetext') ?? '',
        expanded: node.getAttribute('aria-expanded'),
    }};
}}"""

# How well the ring of the focused element can be seen; 0 when it is out of sight.
RING = """() => {
    const node = document.activeElement;
    const rgb = (...layers) => {  // one upon the other: a colour may let the ground through
        const probe = document.createElement('canvas').getContext('2d');
        for (const colour of layers) {
            probe.fillStyle = colour;
            probe.fillRect(0, 0, 1, 1);
        }
        return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    };
    const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
    window.contrasts ??= new Map();
    const contrast = (colour) => {
        const ground = getComputedStyle(document.body).backgroundColor;
        const key = `${colour} ${ground}`;
        if (!window.contrasts.has(key)) {
            const [low, high] = [rgb(ground), rgb(ground, colour)].map(light).sort((a, b) => a - b);
            window.contrasts.set(key, (high + 0.05) / (low + 0.05));
        }
        return window.contrasts.get(key);
    };
    const box = node.getBoundingClientRect();
    if (!(box.bottom > 0 && box.top < innerHeight && box.width > 0)) return 0;
    const style = getComputedStyle(node);
    const rings = [...node.querySelectorAll('.ring, .g-plate, .db-ring')]
        .map((ring) => getComputedStyle(ring)).filter((ring) => ring.stroke !== 'rgba(0, 0, 0, 0)');
    const drawn = [
        ...(style.outlineStyle === 'none' ? [] : [[style.outlineColor, style.outlineWidth]]),
        ...rings.map((ring) => [ring.stroke, ring.strokeWidth]),
    ];
    return Math.max(0, ...drawn.filter(([, width]) => parseFloat(width) >= 2)
        .map(([colour]) => contrast(colour)));
}"""

# The stops of the Tab key from here on, in the order of their places: a group of radio buttons is
# one. They only tell how often to press it: where it leads is then seen.
STOPS = """const stopsFrom = (here, back) => {
    const groups = new Set();
    const all = [...document.querySelectorAll(
        'a[href], button, select, input, textarea, summary, [tabindex]')];
    const alone = (node) => node.type !== 'radio'
        || (!groups.has(node.name) && groups.add(node.name));
    const stops = all.filter((node) => node.tabIndex >= 0 && !node.disabled
        && node.checkVisibility() && !node.closest('[inert]') && alone(node));
    const side = back ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    const there = stops.filter((node) => here.compareDocumentPosition(node) & side);
    return back ? there.reverse() : there;
};"""

# The way to the control of that name: what is there if it has the focus already, the key to press,
# and how often.
WAY = f"""(name) => {{ {NAME} {STOPS}
    const here = document.activeElement;
    const far = (back) => stopsFrom(here, back)
        .findIndex((node) => nameOf(node).startsWith(name)) + 1;
    const there = nameOf(here).startsWith(name) ? ({FOCUSED})() : null;
    return far(false) ? [there, 'Tab', far(false)] : [there, 'Shift+Tab', far(true) || 1];
}}"""

# Note every stop at the key that leaves it, until it is asked for; gives how many are expected.
SET_OUT = f"""([back, end, rings]) => {{ {STOPS}
    const stops = [];
    const look = ({{ key }}) => {{
        if (key === 'Tab') stops.push([({FOCUSED})(), rings ? ({RING})() : null]);
    }};
    document.addEventListener('keydown', look, {{ capture: true }});
    window.walked = () => {{
        document.removeEventListener('keydown', look, {{ capture: true }});
        return stops.slice(1); // the first one is where the walk began
    }};
    return stopsFrom(document.activeElement, back).findIndex((node) => node.id === end);
}}"""


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

    def ring(self) -> float:
        """The contrast of what shows the focus, at least 2 pixels wide; 0 when nothing does."""
        return self.page.evaluate(RING)

    def walk(self, key: str = "Tab", end: str = "after", rings: bool = True) -> list[dict]:
        """Press Tab until `end` has the focus; every stop on the way, each with its ring seen."""
        back = key.startswith("Shift")
        expected = self.page.evaluate(SET_OUT, [back, end, rings])
        for number in range(60):
            if number > expected and self.page.evaluate("document.activeElement.id") == end:
                break
            self.page.keyboard.press(key)
        walked = self.page.evaluate("window.walked()")
        stops = [stop for stop, _ in walked]
        for place, (stop, ring) in enumerate(walked):
            assert stop["tag"] != "BODY", f"the focus is lost after {stops[:place][-1:]}"
            assert not rings or ring >= 3, f"{stop['name']}: the focus cannot be seen"
        assert number < 59 and all(stop["id"] != end for stop in stops), (
            f"no way out of {[stop['name'] for stop in stops]}"
        )
        return stops

    def go(self, name: str) -> dict:
        """Tab to the control of that name, or of a name that begins so."""
        for _ in range(20):
            there, key, steps = self.page.evaluate(WAY, name)
            if there:
                return there
            for _ in range(steps):
                self.page.keyboard.press(key)
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
