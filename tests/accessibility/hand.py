"""A pair of hands that has a keyboard only, and asks the page where the focus is."""

from dataclasses import dataclass

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
