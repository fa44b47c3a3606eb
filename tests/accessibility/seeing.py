"""What a page looks like, asked of the browser: what is cut off, outside, or covered."""

# WCAG 2.2, criterion 1.4.12: readers may set text this wide, and nothing may be lost.
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""

LOST = """() => {
    const found = [];
    const name = (node) => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}`
        + ` "${node.textContent.trim().slice(0, 40)}"`;
    const unseen = (node) => node.closest('[hidden], .crx-live, .crx-unseen, .unseen, script,'
        + ' noscript, style, .skip') || !node.checkVisibility({ visibilityProperty: true,
        opacityProperty: true });
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
        if (unseen(node)) continue;
        const style = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        const control = node.matches('button, select, input, textarea, a[href], [role=slider]');
        const beyond = box.width && (box.left < -1 || box.right > innerWidth + 1);
        if ((ownText(node) || control) && beyond) {
            const inside = scrolls(node);
            if (!inside) found.push(`outside of the window: ${name(node)}`);
            else if (inside.tabIndex < 0 && !inside.querySelector('button, input, a[href]'))
                found.push(`scrolls, but not by keyboard: ${name(inside)}`);
        }
        if (node.closest('svg') || node.matches('select, input')) continue;
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


def lost(page) -> list[str]:
    """What a reader cannot see or reach in this window: cut off, outside, covered."""
    return list(dict.fromkeys(page.evaluate(LOST)))


def crowded(page) -> list[str]:
    """Texts in pictures that lie on each other."""
    return page.evaluate(CROWDED)
