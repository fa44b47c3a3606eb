// The neuron as a chain w → z → a → L, with the slope of each link.
import { neat } from '../lib/digits.js';
import { graph } from '../lib/graph.js';
import { svg } from '../lib/svg.js';
import { CHAIN, chainPlaces } from './layout.js';
import { lossFormula, show } from './words.js';

function makeChain({ frame }) {
  const top = frame.plot({ name: 'The neuron as a chain', ...CHAIN });
  const g = graph(svg('g', { 'aria-hidden': 'true' }, top.picture));

  function draw(now) {
    const { at, bend } = now;
    const places = chainPlaces(top.width);
    const nodes = [
      ['w', now.state.w, ''], ['z', at.z, 'w·x + b'], ['a', at.a, `${bend.symbol}(z)`], ['L', at.L, lossFormula(now)],
    ];
    const slopes = [['z', 'w', at.dz_dw], ['a', 'z', at.da_dz], ['L', 'a', at.dL_da]];
    g.begin();
    nodes.forEach((node, place) => drawNode(g, node, place, places));
    slopes.forEach((slope, place) => drawLink(g, slope, place, places));
    g.end();
  }
  return { draw };
}

function drawNode(g, [name, value, formula], place, { tight, w, h, y, at }) {
  const cells = [{ label: name, text: neat(value, tight ? 3 : 4), kind: 'forward' }];
  g.node(name, { x: at(place), y, w, h, shape: 'box', note: tight ? '' : formula, cells });
}

function drawLink(g, [over, under, slope], place, { tight, y, at, roomy }) {
  g.edge(over, { from: under, to: over, on: false });
  if (tight) return;
  const x = (at(place) + at(place + 1)) / 2;
  const value = show(slope).includes('×') ? neat(slope, 2) : show(slope);
  const words = roomy ? `d${over}/d${under} = ${value}` : value;
  g.magnifier(over, { x, y: y - 34, w: 54, h: 52, rate: slope });
  g.caption(over, { x, y: y + 20, words, cls: 'g-rate' });
}

export { makeChain };
