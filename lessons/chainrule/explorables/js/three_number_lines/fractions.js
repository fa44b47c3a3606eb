// The three fractions du/dx × dy/du = dy/dx: measured, by rule, and as the ghost reads them.
import { number, power } from '../lib/format.js';
import { html, write } from '../lib/svg.js';
import { story } from './words.js';

const NOTHING = { inner: NaN, outer: NaN, whole: NaN };

function makeFractions(parent) {
  const rows = { measured: makeRow(''), rule: makeRow('slope-text'), ghost: makeRow('ghost-text') };
  const saying = html('p', { class: 'tl-saying' });
  const body = html('tbody', {}, ...Object.values(rows).map(({ node }) => node));
  const table = html('table', { class: 'tl-fractions' }, makeHead(), body);
  parent.append(html('div', { class: 'tl-text' }, table, saying));

  function draw(now) {
    const { at } = now;
    fillRow(rows.measured, `measured, dx = ${power(at.dx)}`, at.trouble ? NOTHING : at.measured);
    fillRow(rows.rule, 'by rule, at x and at u', at.rule);
    fillRow(rows.ghost, 'ghost, both at x', at.ghost);
    rows.ghost.node.hidden = !now.haunted;
    write(saying, story(now));
  }
  return { draw };
}

function makeHead() {
  const sign = (words) => html('span', { class: 'tl-sign' }, words);
  const column = (aloud, ...parts) => html('th', { scope: 'col', 'aria-label': aloud }, ...parts);
  return html('thead', {}, html('tr', {}, html('td', {}),
    column('du over dx', fraction('du', 'dx')),
    column('times dy over du', sign('×'), fraction('dy', 'du')),
    column('is dy over dx', sign('='), fraction('dy', 'dx'))));
}

// du has a colour of its own, above and below the line, since it cancels.
function fraction(top, bottom) {
  const tint = (name) => (name === 'du' ? 'middle-text' : '');
  return html('span', { class: 'tl-fraction' },
    html('span', { class: tint(top) }, top), html('span', { class: `tl-under ${tint(bottom)}` }, bottom));
}

function makeRow(cls) {
  const name = html('th', { scope: 'row', class: cls });
  const values = [0, 1, 2].map(() => html('td', { class: cls }));
  return { name, values, node: html('tr', {}, name, ...values) };
}

function fillRow({ name, values }, words, { inner, outer, whole }) {
  write(name, words);
  [inner, outer, whole].forEach((value, i) => write(values[i], number(value)));
}

export { makeFractions };
