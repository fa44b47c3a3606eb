"""A page without Jupyter that shows widgets: their state, their own code, and a small host.

The model behind each widget is the site's (js/page/model.js); host.js does the rest.
"""

import json
import re
from pathlib import Path

import chainrule.explorables
from ipywidgets.embed import dependency_state, embed_data

MODEL = Path(chainrule.explorables.__file__).parent / "js" / "page" / "model.js"
BACKGROUND = {"light": "#ffffff", "dark": "#111111"}


# What Jupyter's shortcuts would get to see: it looks at a key's target, while capturing.
NOTEBOOK_KEYS = """() => {
    window.leaked = [];
    document.addEventListener('keydown', event => {
        if (!event.target.hasAttribute('data-lm-suppress-shortcuts')) window.leaked.push(event.key);
    }, true);
}"""

# Put the focus on each of these controls and give it these keys: they need no hand, as whoever
# listens to a key hears it all the same. How many controls had the focus.
GIVE_KEYS = """([controls, keys]) => {
    let had = 0;
    for (let i = 0; i < document.querySelectorAll(controls).length; i += 1) {
        const node = document.querySelectorAll(controls)[i]; // it may have been drawn anew
        if (!node.checkVisibility()) continue;
        node.focus();
        had += document.activeElement === node;
        for (const key of keys) document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }));
    }
    return had;
}"""


# Where something takes seconds, ask for it so many milliseconds apart: Playwright asks every frame.
SELDOM = 100

# What stands in the cells of these rows of a table.
CELLS = """(rows) => rows.map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => cell.innerText))"""

# The least, the present and the largest value of each slider.
VALUES = """(nodes) => nodes.map((node) => ['min', 'now', 'max']
    .map((part) => Number.parseFloat(node.getAttribute(`aria-value${part}`))))"""

# Bring the figure into each state of a sweep, and look for words and places that are none there.
# `sweep` is JavaScript, a function that calls the one it is given with the traits to change.
WITHOUT_PLACE = """(sweep) => {
    const bad = [];
    const look = (state) => {
        window.models[0].set(state);
        const root = document.querySelector('.crx');
        if (/NaN|undefined|Infinity|\\[object/.test(root.textContent))
            bad.push([JSON.stringify(state), root.textContent.slice(0, 300)]);
        // Where one look at the whole finds nothing, nobody needs to look at each place.
        if (!/NaN|Infinity|undefined|e\\+\\d\\d/.test(root.innerHTML)) return;
        for (const node of root.querySelectorAll('svg *'))
            for (const { name, value } of node.attributes)
                if (/NaN|Infinity|undefined|e\\+\\d\\d/.test(value))
                    bad.push([JSON.stringify(state), node.tagName, name, value]);
    };
    eval(sweep)(look);
    return bad.slice(0, 5);
}"""

# Give a slider so many arrow keys at once: a busy machine may pause between two keys of a hand.
MOVE_WITHOUT_PAUSE = """(slider, steps) => {
    slider.focus();
    for (let i = 0; i < steps; i += 1) slider.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
}"""


def press_again(button) -> None:
    """Press a button that a hand has pressed before: without a hand, which takes far longer."""
    button.evaluate("(button) => button.click()")


def settle(page) -> None:
    """Let two frames pass, so that observers of size have run."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def host(joined: str = "") -> str:
    """The page's script: the site's model, the host, and what a test wants to run after them."""
    model, exports = re.subn(r"^export \{ Model \};$", "", MODEL.read_text("utf-8"), flags=re.M)
    assert exports == 1, f"{MODEL.name} exports the model"
    return f"{model}\n{Path(__file__).with_name('host.js').read_text('utf-8')}\n{joined}"


def page_html(
    *widgets, theme: str = "light", background: str | None = None, joined: str = ""
) -> str:
    """A page with these widgets, one below the other, as JupyterLab's theme would frame them.

    `joined` is JavaScript that runs when they stand.
    """
    # Only these widgets: by default the state of every widget that this process ever made goes in.
    shown = dependency_state(widgets, drop_defaults=False)
    data = embed_data(views=widgets, drop_defaults=False, state=shown)
    state = json.dumps(data["manager_state"]["state"]).replace("</", "<\\/")
    places = "".join(f'<div data-model="{view["model_id"]}"></div>' for view in data["view_specs"])
    light = str(theme == "light").lower()
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Explorables</title>"
        f'<body data-jp-theme-light="{light}" '
        f'style="margin:12px;background:{background or BACKGROUND[theme]}">{places}'
        f'<script type="application/json" id="state">{state}</script>'
        f'<script type="module">{host(joined)}</script></body></html>'
    )
