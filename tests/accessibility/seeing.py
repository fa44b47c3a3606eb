"""What a page looks like, asked of the browser: axe-core's findings, what is cut off or faint."""

import importlib.util
from functools import cache
from pathlib import Path

# WCAG 2.2, criterion 1.4.12: readers may set text this wide, and nothing may be lost.
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""

LOST = """() => {
    const found = [];
    const name = (node) => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}`
        + ` "${node.textContent.trim().slice(0, 40)}"`;
    // For the ear alone: one pixel, and that clipped.
    const forTheEar = new Set([...document.body.querySelectorAll(':not(svg *)')]
        .filter((node) => getComputedStyle(node).clipPath === 'inset(50%)'));
    const unseen = (node) => {
        for (let up = node; up; up = up.parentElement) if (forTheEar.has(up)) return true;
        return node.closest('script, noscript, style, .skip')
            || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    };
    const scrolls = (node) => {
        for (let up = node; up; up = up.parentElement) {
            const { overflowX } = getComputedStyle(up);
            if (up === document.body) return null;
            if (/auto|scroll/.test(overflowX) && up.scrollWidth > up.clientWidth) return up;
        }
        return null;
    };
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`the page is ${wide} wide in a window of ${innerWidth}`);
    const ownText = (node) => [...node.childNodes].some(
        (child) => child.nodeType === 3 && child.textContent.trim());
    for (const node of document.body.querySelectorAll('*')) {
        const says = ownText(node)
            || node.matches('button, select, input, textarea, a[href], [role=slider]');
        const drawn = node.closest('svg');
        if ((drawn && !says) || unseen(node)) continue;
        const box = says && node.getBoundingClientRect();
        if (box && box.width && (box.left < -1 || box.right > innerWidth + 1)) {
            const inside = scrolls(node);
            if (!inside) found.push(`outside of the window: ${name(node)}`);
            else if (inside.tabIndex < 0 && !inside.querySelector('button, input, a[href]'))
                found.push(`scrolls, but not by keyboard: ${name(inside)}`);
        }
        if (drawn || node.matches('select, input')) continue;
        const style = getComputedStyle(node);
        const cut = (way) => /hidden|clip/.test(style[way]);
        if ((cut('overflowX') && node.scrollWidth > node.clientWidth + 1)
            || (cut('overflowY') && node.scrollHeight > node.clientHeight + 1))
            found.push(`cut off: ${name(node)}`);
    }
    // Controls must not cover each other. Handles within one picture may meet, as on a number line.
    const controls = [...document.querySelectorAll(
        'button, select, input, textarea, summary, svg [role=slider] .mark, svg [role=button]')]
        .filter((node) => !unseen(node)).map((node) => [node, node.getBoundingClientRect()]);
    controls.forEach(([a, p], i) => {
        for (const [b, q] of controls.slice(i + 1)) {
            const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
            const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
            const together = a.contains(b) || b.contains(a)
                || (a.ownerSVGElement && a.ownerSVGElement === b.ownerSVGElement);
            if (across > 1 && down > 1 && !together) found.push(`covers: ${name(a)} ${name(b)}`);
        }
    });
    return found;
}"""

# Pairs of texts of one picture that lie on each other by more than a sliver.
CROWDED = """() => [...document.querySelectorAll('svg')].flatMap((picture) => {
    const texts = [...picture.querySelectorAll('text')]
        .filter((node) => node.textContent.trim())
        .map((node) => [node.textContent, node.getBoundingClientRect()]);
    return texts.flatMap(([words, p], i) => texts.slice(i + 1).filter(([, q]) => {
        const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
        return across > 2 && down > 0.4 * Math.min(p.height, q.height);
    }).map(([others]) => `${words} | ${others}`));
})"""


# What is drawn and contrasts too little with the page: how many shapes were looked at, and which.
FAINT = """(supporting) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const paint = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const seen = new Map();
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = paint(getComputedStyle(document.body).backgroundColor).slice(0, 3);
    const contrast = (colour, opacity) => {
        const key = `${colour} ${opacity}`;
        if (!seen.has(key)) {
            const [r, g, b, a] = paint(colour);
            const share = a * opacity;
            const mixed = [r, g, b].map((part, i) => part * share + ground[i] * (1 - share));
            const [low, high] = [light(ground), light(mixed)].sort((p, q) => p - q);
            seen.set(key, (high + 0.05) / (low + 0.05));
        }
        return seen.get(key);
    };
    const faint = new Set();
    let looked = 0;
    const shapes = '.crx svg :is(path, line, circle, rect, polygon), .crx svg text';
    for (const node of document.querySelectorAll(shapes)) {
        if (node.closest('defs, .g-off, .g-resting, .sm-lost') || !node.checkVisibility()) continue;
        if (supporting.some((name) => node.classList.contains(name))) continue;
        const style = getComputedStyle(node);
        let opacity = 1;
        for (let up = node; up.ownerSVGElement; up = up.parentNode)
            opacity *= getComputedStyle(up).opacity;
        if (opacity === 0) continue;
        const text = node.tagName === 'text';
        const values = [];
        if (style.fill !== 'none') values.push(contrast(style.fill, opacity * style.fillOpacity));
        if (style.stroke !== 'none' && !text)
            values.push(contrast(style.stroke, opacity * style.strokeOpacity));
        if (values.length === 0) continue;
        looked += 1;
        const best = Math.max(...values);
        if (best < (text ? 4.5 : 3))
            faint.add(`${node.tagName}.${node.getAttribute('class')} ${best.toFixed(2)}`);
    }
    return [looked, [...faint]];
}"""


CONTRAST = "color-contrast"

#: axe-core's dearest rules: for them it finds what lies behind every point of the page.
OF_COLOURS = (CONTRAST, "link-in-text-block")

# The elements with text, by kind. Two texts are of one kind when colour, shade and class of size
# (that of WCAG's "large") are the same, and so is all that paints behind them: the ancestors with
# a ground or an opacity of their own. Where something lies out of the flow, above or beside, its
# name counts as well, for it may lie behind one text and not behind the other.
KINDS_OF_TEXT = """(within) => {
    const name = (node) => `${node.localName}.${node.getAttribute('class')}`;
    const outOfFlow = (look) => !['static', 'relative'].includes(look.position);
    const paints = (look) => look.backgroundColor !== 'rgba(0, 0, 0, 0)'
        || look.backgroundImage !== 'none' || look.opacity !== '1' || look.filter !== 'none';
    const layered = new Set([...document.body.querySelectorAll(':not(svg *)')]
        .filter((node) => outOfFlow(getComputedStyle(node))).map((node) => node.parentElement));
    const ways = new Map([[null, '']]);
    const way = (node) => {
        if (!ways.has(node)) {
            const look = getComputedStyle(node);
            const own = [
                ...(paints(look) ? [look.opacity, look.backgroundColor, look.backgroundImage,
                    look.backgroundClip, look.filter] : []),
                ...(layered.has(node) || outOfFlow(look) ? [name(node)] : []),
            ];
            const up = way(node.parentElement);
            ways.set(node, own.length ? `${up} > ${own.join(' ')}` : up);
        }
        return ways.get(node);
    };
    const kind = (node) => {
        const look = getComputedStyle(node);
        const size = parseFloat(look.fontSize);
        const large = size >= 24 || (size >= 18.66 && look.fontWeight >= 700);
        const single = node.textContent.trim().length < 2; // of one letter axe-core cannot tell
        const letters = [look.color, large, single, look.textShadow, look.webkitTextStroke];
        const own = `${way(node)} > ${letters.join(' ')}`;
        if (!node.matches('a[href]')) return own;
        let block = node.parentElement;  // a link has to differ from the text around it
        while (/^(inline|contents)$/.test(getComputedStyle(block).display))
            block = block.parentElement;
        const shape = (one) => [one.fontWeight, one.fontStyle, one.fontFamily];
        const line = [look.textDecorationLine, look.borderBottomStyle, ...shape(look)];
        return [own, ...line, 'in', kind(block), ...shape(getComputedStyle(block))].join(' ');
    };
    const says = (child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim();
    const speaks = (node) => node.matches('input, select, textarea, a[href]')
        || [...node.childNodes].some(says);
    const kinds = new Map();
    for (const root of within ? document.querySelectorAll(within) : [document.body])
        for (const node of [root, ...root.querySelectorAll('*')]) {
            if (!speaks(node) || !node.checkVisibility()) continue;
            const which = kind(node);
            kinds.set(which, [...(kinds.get(which) ?? []), node]);
        }
    return kinds;
}"""

#: The kinds of text in which axe-core has found nothing, by rule: not asked again, as the pages of
#: a site look alike. A kind holds the colours of its theme. Where something was found, all is
#: asked again.
well_seen: dict[str, set[str]] = {rule: set() for rule in OF_COLOURS}


@cache
def axe() -> str:
    """axe-core, as it lies in the package that brings it."""
    package = importlib.util.find_spec("axe_playwright_python")
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")


#: So many texts of each kind are asked: one may be covered, or lie where axe-core cannot tell.
OF_EACH_KIND = 8

# One run for all rules, as axe-core works through the whole page for every run. Those whose
# findings would not be told are left out. (It gives a rule's weight to all that it finds.) A rule
# of colours is asked of a few texts of each kind that is new, among those that the rule means.
ASK = f"""async ({{ within, only, places }}) => {{
    const kinds = new Map(places.flatMap(
        (place) => kindsOfText[place][1].map((node) => [node, place])));
    const ofColours = axe._audit.rules.filter(({{ id }}) => {list(OF_COLOURS)}.includes(id));
    const own = ofColours.map(({{ matches }}) => matches);
    for (const [which, rule] of ofColours.entries()) {{
        const asked = new Map();
        rule.matches = (node, ...more) => {{
            const kind = kinds.get(node);
            const before = asked.get(kind) ?? 0;
            if (kind === undefined || before >= {OF_EACH_KIND}) return false;
            const meant = own[which].call(rule, node, ...more);
            if (meant) asked.set(kind, before + 1);
            return meant;
        }};
    }}
    const usual = ({{ enabled, impact, tags }}) => enabled
        && ['serious', 'critical'].includes(impact)
        && !tags.includes('experimental') && !tags.includes('deprecated');
    const runOnly = axe._audit.rules
        .filter((one) => (only ? only.includes(one.id) : usual(one)))
        .filter((one) => kinds.size > 0 || !ofColours.includes(one))
        .map(({{ id }}) => id);
    try {{
        const options = {{ resultTypes: ['violations'], runOnly }};
        return (await axe.run(within || document, options)).violations;
    }} finally {{
        for (const [which, rule] of ofColours.entries()) rule.matches = own[which];
    }}
}}"""


def violations(page, within: str = "", only: tuple[str, ...] = ()) -> list[str]:
    """axe-core's serious and critical findings, as text; of contrast, one of each kind of text.

    `within` is a selector: only what it finds is looked at. `only` names the rules to run.
    """
    kinds, new = [], []
    colours = [rule for rule in OF_COLOURS if not only or rule in only]
    if colours:
        kinds = page.evaluate(
            f"(within) => {{ globalThis.kindsOfText = [...({KINDS_OF_TEXT})(within)];"
            " return kindsOfText.map(([kind]) => kind); }",
            within,
        )
        known = set.intersection(*(well_seen[rule] for rule in colours))
        new = [place for place, kind in enumerate(kinds) if kind not in known]
    if only and not new and not set(only) - set(colours):
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())  # not through a script tag: the page's own policy stays in force
    found = page.evaluate(ASK, {"within": within, "only": list(only) or None, "places": new})
    for rule in colours:
        if not any(one["id"] == rule for one in found):
            well_seen[rule].update(kinds)
    return [
        f"{one['id']}: {one['help']}; {node['target']}: {node['failureSummary'][-200:]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:4]
    ]


THEME = """async (theme) => {
    await window.jupyterapp.commands.execute('apputils:change-theme', { theme });
    const wanted = () => document.body.dataset.jpThemeName === theme;
    while (!wanted()) await new Promise((done) => setTimeout(done, 20));
}"""


def violations_in_lab(page) -> list[str]:
    """axe-core's findings in what our cells show, in JupyterLab's light and dark theme.

    The rest of the page is JupyterLab's own.
    """
    shown = ".jp-OutputArea-output"
    found = violations(page, within=shown)
    page.evaluate(THEME, "JupyterLab Dark")
    found += violations(page, within=shown, only=(CONTRAST,))
    page.evaluate(THEME, "JupyterLab Light")  # the server keeps it for whoever comes next
    return found


def lost(page) -> list[str]:
    """What a reader cannot see or reach in this window: cut off, outside, covered."""
    return list(dict.fromkeys(page.evaluate(LOST)))


def crowded(page) -> list[str]:
    """Texts in pictures that lie on each other."""
    return page.evaluate(CROWDED)


def lost_when_narrow(page) -> list[str]:
    """What a window of 360 pixels, one at 200 %, and then wide-set text in it take away."""
    found = []
    for width, height in ((360, 740), (640, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
        found += lost(page)
    page.evaluate(
        "(rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [sheet]; }",
        TEXT_SPACING,
    )
    return found + lost(page)
