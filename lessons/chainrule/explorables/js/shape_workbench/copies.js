// The network beside the arrays: one copy for each example, with the same weights. What the chosen entry
// collects is thick and dashed, and each product stands where it happened.
import { graph } from '../lib/graph.js';
import { svg } from '../lib/svg.js';
import { copiesHeight, copyPlaces, NODE } from './layout.js';
import { present } from './present.js';
import { termText, text } from './words.js';

const LABEL_AT = [0.5, 0.36, 0.64]; // where labels stand on edges, so that neighbours do not collide

function makeCopies(figure) {
  const plot = figure.frame.plot({
    name: 'The layer, once for each example',
    basis: 330,
    grow: 2,
    height: (width) => copiesHeight(present(figure.model).sizes, width),
    margin: () => ({ left: 0, right: 0, top: 0, bottom: 0 }),
  });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, plot.picture));
  // Measured again when another size wants another height: measuring makes the browser lay out.
  let drawn = '';
  function draw(now) {
    const size = JSON.stringify(now.sizes);
    if (size !== drawn) plot.measure();
    drawn = size;
    g.begin();
    for (let n = 0; n < now.sizes.N; n += 1) drawCopy(g, now, n, plot.width);
    g.end();
  }
  return { draw };
}

function drawCopy(g, now, n, width) {
  const at = copyPlaces(n, now.sizes, width);
  const here = now.terms.filter(({ example }) => example === n);
  const forwards = now.target === 'Z';
  g.caption(`example ${n}`, { ...at.name, words: `example ${n + 1}`, cls: here.length > 0 ? 'strong' : '' });
  ['inputs: X', forwards ? 'neurons: z' : 'neurons: dZ'].forEach((words, side) =>
    g.caption(`${words} ${n}`, { ...at.heads[side], words, cls: 'muted' }),
  );
  at.inputs.forEach((place, d) => {
    const gathers = now.target === 'dX' && now.row === n && now.column === d;
    const words = gathers ? text(now.truth[n][d]) : text(now.arrays.X[n][d]);
    g.node(`${n} x${d}`, {
      ...place,
      ...NODE,
      cells: [{ text: words, kind: gathers ? 'gradient' : 'forward' }],
      on: here.some(({ input }) => input === d),
      kind: gathers ? 'chosen' : '',
    });
  });
  at.neurons.forEach((place, h) => {
    const gathers = forwards && now.row === n && now.column === h;
    const value = forwards
      ? { text: gathers ? text(now.truth[n][h]) : 'z', kind: 'forward' }
      : { text: text(now.arrays.dZ[n][h]), kind: 'gradient' };
    g.node(`${n} z${h}`, { ...place, ...NODE, cells: [value], on: here.some(({ neuron }) => neuron === h) });
  });
  at.inputs.forEach((_, d) =>
    at.neurons.forEach((__, h) => {
      const found = here.findIndex(({ input, neuron }) => input === d && neuron === h);
      const on = found >= 0;
      g.edge(`${n} ${d} ${h}`, {
        from: `${n} x${d}`,
        to: `${n} z${h}`,
        on,
        backward: !forwards,
        arrow: on && now.target !== 'dW',
        label: on ? termText(here[found]) : '',
        at: here.length > 1 ? LABEL_AT[found % 3] : 0.5,
      });
    }),
  );
}

export { makeCopies };
