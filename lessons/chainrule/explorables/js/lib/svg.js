// Making and updating elements.

const SVG = 'http://www.w3.org/2000/svg';

// An id that no other view on the page has: a notebook can show one figure twice. Every figure
// loads its own copy of this module, so the count stands on the page.
function uid(stem = 'crx') {
  globalThis.crxIds = (globalThis.crxIds ?? 0) + 1;
  return `${stem}-${globalThis.crxIds}`;
}

// An attribute that is as wanted is left alone: writing it would make the browser lay out again.
function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      if (node.hasAttribute(name)) node.removeAttribute(name);
      continue;
    }
    const text = value === true ? '' : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
  return node;
}

// svg('circle', {r: 4, class: 'x'}, parent): an SVG element, appended to `parent` if given.
function svg(tag, attributes = {}, parent = null) {
  const node = set(document.createElementNS(SVG, tag), attributes);
  if (parent) parent.append(node);
  return node;
}

// html('button', {type: 'button'}, 'text', child, …): an HTML element with its children.
function html(tag, attributes = {}, ...children) {
  const node = set(document.createElement(tag), attributes);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Change text only when it differs, so that selections and screen readers are left in peace.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// A straight line between two ends [from, to]; none where there are no ends (see lineInBox).
function segment(ends, cls, parent) {
  if (!ends) return;
  const [from, to] = ends;
  const places = { x1: from.x.toFixed(2), y1: from.y.toFixed(2), x2: to.x.toFixed(2), y2: to.y.toFixed(2) };
  svg('line', { ...places, class: cls }, parent);
}

// Rich text from pieces: a string is plain, ['class', 'text'] is a span of that class.
function writePieces(node, pieces) {
  const key = JSON.stringify(pieces);
  if (node.dataset.pieces === key) return;
  node.dataset.pieces = key;
  node.replaceChildren(...pieces.map((piece) => (typeof piece === 'string' ? piece
    : html('span', { class: piece[0] }, piece[1]))));
}

export { uid, set, svg, segment, html, write, writePieces };
