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

# Both in one question.
STOP = f"() => [({FOCUSED})(), ({RING})()]"

# The way to the control of that name: the key, and whether it is there already.
WAY = f"""(name) => {{ {NAME}
    const here = document.activeElement;
    const all = [...document.querySelectorAll('button, select, input, textarea, [tabindex="0"]')];
    const there = all.filter((node) => node.checkVisibility() && nameOf(node).startsWith(name));
    const behind = there.some((node) => here.compareDocumentPosition(node) & 4);
    return [nameOf(here).startsWith(name), behind ? 'Tab' : 'Shift+Tab'];
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
        stops = []
        for _ in range(60):
            self.page.keyboard.press(key)
            stop, ring = self.page.evaluate(STOP)
            if stop["id"] == end:
                return stops
            assert stop["tag"] != "BODY", f"the focus is lost after {stops[-1:]}"
            if rings:
                assert ring >= 3, f"{stop['name']}: the focus cannot be seen"
            stops.append(stop)
        raise AssertionError(f"no way out of {[stop['name'] for stop in stops]}")

    def go(self, name: str) -> dict:
        """Tab to the control of that name, or of a name that begins so."""
        there, key = self.page.evaluate(WAY, name)
        for _ in range(60):
            if there:
                return self.at()
            self.page.keyboard.press(key)
            there = self.page.evaluate(WAY, name)[0]
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
