// The pad: 8 × 8 cells of ink, drawn with the pointer or cell by cell with the keys. Over the cells
// stand the weights of the chosen hidden neuron, as + and −.
import { onDrag } from '../lib/drag.js';
import { set, svg, write } from '../lib/svg.js';
import { nextInk, stroked } from './brush.js';
import { PAD, signSize } from './layout.js';
import { MOST_INK, SIDE, weightsInto } from './present.js';
import { sayCell } from './words.js';

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function makePad(figure) {
  const view = figure.frame.plot({ name: 'The pad', heading: 'Draw a digit', ...PAD });
  const grid = svg(
    'g',
    { role: 'grid', 'aria-label': 'pad of 8 by 8 cells: arrows move, space changes the ink' },
    view.picture,
  );
  const cells = makeCells(grid);
  const hand = makeHand(figure, cells);
  drawing(figure, view);
  // Listened for outside the picture: browsers stop at a drawn element that listens for the focus.
  view.host.addEventListener('keydown', hand.key);
  view.host.addEventListener('focusin', hand.follow);

  function draw(now) {
    const size = view.height / SIDE;
    const weights = now.neuron ? weightsInto(now.snapshot, now.neuron) : null;
    const most = weights ? Math.max(...weights.map(Math.abs)) : 1;
    const open = now.controls.includes('pad');
    cells.forEach((cell, i) => {
      drawCell(cell, { size, row: Math.floor(i / SIDE), column: i % SIDE, ink: now.pixels[i] });
      drawSign(cell, weights ? weights[i] / most : 0, size);
      set(cell.node, { 'aria-label': sayCell(i, now), tabindex: open && i === hand.at() ? 0 : -1 });
    });
    grid.classList.toggle('dr-closed', !open);
  }
  return { draw };
}

function makeCells(grid) {
  const cells = [];
  for (let row = 0; row < SIDE; row += 1) {
    const line = svg('g', { role: 'row' }, grid);
    for (let column = 0; column < SIDE; column += 1) {
      const node = svg('g', { role: 'gridcell', class: 'dr-cell' }, line);
      const square = svg('rect', { class: 'dr-paper' }, node);
      const ink = svg('rect', { class: 'dr-ink' }, node);
      const sign = svg('text', { 'text-anchor': 'middle', class: 'halo' }, node);
      const ring = svg('rect', { class: 'ring' }, node);
      cells.push({ node, square, ink, sign, ring });
    }
  }
  return cells;
}

function drawCell({ square, ink, ring }, { size, row, column, ink: amount }) {
  const place = {
    x: (column * size).toFixed(2),
    y: (row * size).toFixed(2),
    width: size.toFixed(2),
    height: size.toFixed(2),
  };
  set(square, place);
  set(ring, {
    x: (column * size + 2).toFixed(2),
    y: (row * size + 2).toFixed(2),
    width: (size - 4).toFixed(2),
    height: (size - 4).toFixed(2),
  });
  set(ink, { ...place, 'fill-opacity': (amount / MOST_INK).toFixed(3) });
}

function drawSign({ square, sign }, share, size) {
  const shown = Math.abs(share) > 0.12;
  write(sign, shown ? (share > 0 ? '+' : '−') : '');
  if (!shown) return;
  const [x, y] = ['x', 'y'].map((name) => Number(square.getAttribute(name)) + size / 2);
  const tall = signSize(share, size);
  sign.style.fontSize = `${tall.toFixed(1)}px`;
  set(sign, {
    x: x.toFixed(1),
    y: (y + tall / 3).toFixed(1),
    class: `halo dr-sign ${share > 0 ? 'forward' : 'slope'}`,
  });
}

// One cell takes the Tab key; arrows move on from it.
function makeHand({ frame, model }, cells) {
  let here = 27; // near the middle
  const go = (to) => {
    cells[here].node.setAttribute('tabindex', -1);
    here = to;
    cells[here].node.setAttribute('tabindex', 0);
    cells[here].node.focus();
  };
  return {
    at: () => here,
    follow(event) {
      const found = cells.findIndex(({ node }) => node === event.target);
      if (found >= 0) here = found;
    },
    key(event) {
      if (!model.get('controls').includes('pad')) return;
      const move = MOVES[event.key];
      if (move) {
        const [row, column] = [Math.floor(here / SIDE) + move[0], (here % SIDE) + move[1]];
        if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) go(row * SIDE + column);
      } else if (event.key === ' ' || event.key === 'Enter') {
        const pixels = [...model.get('pixels')];
        pixels[here] = nextInk(pixels[here]);
        frame.assign({ pixels });
      } else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

// The pointer draws; with the switch "wipe" it takes ink away.
function drawing(figure, view) {
  const { frame, model } = figure;
  const inCells = ({ x, y }) => ({ x: (x * SIDE) / view.height, y: (y * SIDE) / view.height });
  let last = null;
  onDrag(view.picture, view.picture, {
    start: (at) => {
      last = null;
      go(at);
    },
    move: go,
  });
  function go(at) {
    if (!model.get('controls').includes('pad')) return;
    const to = inCells(at);
    frame.assign({ pixels: stroked(model.get('pixels'), last ?? to, to, figure.wiping) });
    last = to;
  }
}

export { makePad };
