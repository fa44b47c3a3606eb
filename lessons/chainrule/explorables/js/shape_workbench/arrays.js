// The arrays with their numbers. Entries that the chosen one collects are framed; the target is a grid
// in which an entry is chosen by a press or with the arrow keys.
import { html, set, write, writePieces } from '../lib/svg.js';
import { takesPart } from './present.js';
import { cellSaid, heading, seen, sources, sumPieces, text } from './words.js';

const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

function makeArrays(figure) {
  const given = ['X', 'W', 'dZ'].map((name) => makeArray(name));
  const target = makeTarget(figure);
  const sum = html('p', { class: 'sb-sum' });
  const from = html('p', { class: 'sb-from muted-text' });
  const row = html(
    'div',
    { class: 'sb-arrays' },
    ...given.map(({ node }) => node),
    html('div', { class: 'sb-below' }, target.node),
  );
  figure.frame.stage.append(html('div', { class: 'sb-side' }, row, sum, from));
  function draw(now) {
    for (const array of given) {
      array.draw(now.arrays[array.name], (i, j) => takesPart(now, array.name, i, j));
      array.node.hidden = array.name === 'dZ' && now.target === 'Z';
    }
    target.draw(now);
    writePieces(sum, sumPieces(now));
    write(from, now.chosen ? sources(now) : '');
  }
  return { draw };
}

function makeArray(name) {
  const caption = html('caption');
  const body = html('tbody');
  const node = html('table', { class: `sb-array sb-${name}` }, caption, body);
  return {
    name,
    node,
    draw(matrix, framed) {
      write(caption, heading(name, [matrix.length, matrix[0].length]));
      fit(body, matrix.length, matrix[0].length, () => html('td'));
      eachCell(body, (cell, i, j) => {
        write(cell, text(matrix[i][j]));
        cell.classList.toggle('sb-framed', framed(i, j));
      });
    },
  };
}

// As many rows and cells as the matrix has; cells that stay keep the focus.
function fit(body, rows, columns, make, attributes = {}) {
  while (body.children.length > rows) body.lastChild.remove();
  while (body.children.length < rows) body.append(html('tr', attributes));
  for (const row of body.children) {
    while (row.children.length > columns) row.lastChild.remove();
    while (row.children.length < columns) row.append(make());
  }
}

function eachCell(body, act) {
  [...body.children].forEach((row, i) => [...row.children].forEach((cell, j) => act(cell, i, j)));
}

function makeTarget(figure) {
  const { frame } = figure;
  const caption = html('caption');
  const body = html('tbody', { role: 'rowgroup' });
  const node = html('table', { class: 'sb-array sb-target', role: 'grid' }, caption, body);
  const choose = (row, column) => frame.assign({ row, column });
  const placeOf = (cell) => [
    [...body.children].indexOf(cell.parentElement),
    [...cell.parentElement.children].indexOf(cell),
  ];
  body.addEventListener('click', (event) => {
    const cell = event.target.closest('td');
    if (cell && figure.now.has('entry')) choose(...placeOf(cell));
  });
  body.addEventListener('keydown', (event) => {
    const cell = event.target.closest('td');
    const next = cell && nextPlace(event, placeOf(cell), figure.now.shape);
    if (!next) return;
    event.preventDefault();
    choose(...next);
    body.children[next[0]].children[next[1]].focus();
  });
  return {
    node,
    draw(now) {
      drawTarget(now, node, caption, body);
    },
  };
}

// Where a key leads from an entry; Enter and space choose the entry itself.
function nextPlace({ key, ctrlKey, metaKey, altKey }, [row, column], [rows, columns]) {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === 'Enter' || key === ' ') return [row, column];
  if (key === 'Home') return [row, 0];
  if (key === 'End') return [row, columns - 1];
  const move = MOVES[key];
  if (!move) return null;
  return [Math.min(rows - 1, Math.max(0, row + move[0])), Math.min(columns - 1, Math.max(0, column + move[1]))];
}

function drawTarget(now, node, caption, body) {
  const open = now.has('entry');
  write(caption, heading(now.target, now.shape));
  set(node, { 'aria-label': heading(now.target, now.shape) });
  node.classList.toggle('sb-forward', now.target === 'Z');
  fit(body, ...now.shape, () => html('td', { role: 'gridcell' }), { role: 'row' });
  const stop = now.chosen ? [now.row, now.column] : [0, 0];
  eachCell(body, (cell, i, j) => {
    write(cell, seen(now, i, j) ? text(now.truth[i][j]) : '?');
    const chosen = now.row === i && now.column === j;
    cell.classList.toggle('sb-chosen', chosen);
    set(cell, {
      'aria-label': cellSaid(now, i, j),
      'aria-selected': String(chosen),
      tabindex: open ? (stop[0] === i && stop[1] === j ? 0 : -1) : null,
    });
  });
}

export { makeArrays };
