// The graph on a narrow page: an indented list, from the result down to what it is made of.
import { html, set } from '../lib/svg.js';
import { listed } from './layout.js';
import { canHand, handOn } from './pressing.js';
import { placeOf, ROOT } from './present.js';
import { amount, headOf, nameOf, pressName } from './words.js';

const INDENT = 11; // pixels a level

function makeList(figure) {
  const list = html('ul', { class: 'gs-list', hidden: true, 'aria-label': 'The graph' });
  figure.frame.stage.append(list);
  list.addEventListener('click', (event) => {
    const node = event.target.closest('[data-node]');
    if (node) handOn(figure, node.dataset.node);
  });

  function draw(now) {
    list.hidden = !now.layout.listed;
    if (list.hidden) return;
    const focus = list.contains(document.activeElement) ? document.activeElement.dataset.node : null;
    const key = JSON.stringify([now.values, now.step, now.pressed, now.mode, now.judge, [...now.written]]);
    if (list.dataset.shown === key) return;
    list.dataset.shown = key;
    list.replaceChildren(...listed(now.graph, ROOT).map((row) => rowNode(now, row)));
    if (focus) list.querySelector(`[data-node="${focus}"]`)?.focus();
  }
  return { draw };
}

function rowNode(now, { id, edge, depth, again }) {
  const node = now.nodes[placeOf(id)];
  const factor = edge === null ? '' : `${amount(now.graph.edges[edge].slope)} · `;
  const slope = factor ? [html('span', { class: 'slope-text' }, factor)] : [];
  const moved = now.step?.moves.some((move) => move.edge !== null && move.edge === edge);
  const classes = `gs-row ${now.step?.acting === id ? 'gs-acting' : ''} ${moved ? 'gs-got' : ''}`;
  const row = html('li', { class: classes, style: `padding-inline-start: ${INDENT * depth}px` }, ...slope);
  if (again) {
    row.append(`${nameOf(now, id)}, as above`);
    return row;
  }
  row.append(...body(now, node));
  return row;
}

function body(now, node) {
  const place = placeOf(node.id);
  const label = headOf(node);
  const name = canHand(now, place) ? pressButton(now, node, label)
    : label ? html('span', { class: 'strong' }, label) : null;
  const mark = now.judge ? now.judge[place] : null;
  const sign = mark?.known ? (mark.agrees ? ' ✓' : ' ✗') : '';
  const grad = now.written.has(node.id) ? `${amount(now.values[node.id])}${sign}` : '';
  return [
    name,
    html('span', { class: 'forward-text' }, ` ${amount(node.data)}`),
    grad ? html('span', { class: 'slope-text strong' }, ` | ${grad}`) : null,
  ].filter((part) => part !== null);
}

function pressButton(now, { id }, label) {
  const place = placeOf(id);
  const names = { 'data-node': id, 'aria-label': pressName(now, id, place) };
  const node = html('button', { type: 'button', class: 'crx-button', ...names }, label);
  return set(node, { 'aria-disabled': now.pressed.includes(place) ? 'true' : null });
}

export { makeList };
