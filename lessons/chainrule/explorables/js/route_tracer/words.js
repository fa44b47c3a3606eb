// What the route tracer says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, factor, fixed, neat } from '../lib/digits.js';
import { foldedFactors, nudgedLoss } from '../lib/route_graphs.js';
import { costOf } from '../lib/routes.js';
import { knobNamed, NAMES } from './present.js';

const CIRCLED = ['', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'];
const NEURONS = { h1: 'hidden 1', h2: 'hidden 2', out: 'the output' };
const PLAIN = { x1: 'x₁', x2: 'x₂', L: 'loss', in: 'input', end: 'output' };
const SPOKEN = { ...PLAIN, x1: 'input 1', x2: 'input 2', L: 'the loss', in: 'the input', end: 'the output' };
const MOST_ROWS = 81; // of routes in the table view
const LISTED = 4; // parts of a sum that are written out

// A result: four decimals, fewer where they say it all. A plain 0 says that nothing is left at all.
function result(value) {
  const text = fixed(value, 4);
  return Math.abs(Number(value.toFixed(4)) - value) < 1e-12 ? text.replace(/\.?0+$/, '') : text;
}

// Two results that differ, with the decimals that it takes to see it.
function pairText(a, b) {
  for (let decimals = 4; decimals < 12; decimals += 1) {
    if (fixed(a, decimals) !== fixed(b, decimals)) return [fixed(a, decimals), fixed(b, decimals)];
  }
  return [fixed(a, 12), fixed(b, 12)];
}
const slopeText = (value) => neat(value, 4);

function nodeName(id) {
  if (PLAIN[id]) return PLAIN[id];
  const knob = knobNamed(id);
  if (knob) return `${CIRCLED[knob.key]} ${knob.said}`;
  const [neuron, part] = id.split('.');
  if (NEURONS[neuron]) return `${part} of ${NEURONS[neuron]}`;
  return `neuron ${part} of layer ${neuron.slice(1)}`;
}

// For the ear: without the circled number.
function nodeSaid(id) {
  return SPOKEN[id] ?? knobNamed(id)?.said ?? nodeName(id);
}

const SHORT = { x1: 'x₁', x2: 'x₂', h1: 'hidden 1', h2: 'hidden 2', out: 'output' };
function knobShort({ key, from, to }) {
  return `${CIRCLED[key]} ${from ? `${SHORT[from]} → ${SHORT[to]}` : `bias, ${SHORT[to]}`}`;
}

const lossName = (now) => (now.deep ? 'output' : 'loss');

function product(values) {
  return values.map((value, i) => (i === 0 ? slopeText(value) : factor(slopeText(value)))).join(' · ');
}

function factorsOf(now, route) {
  return now.four ? foldedFactors(now.graph, route).map(({ value }) => value) : route.factors;
}

function added(values) {
  return values
    .map((value, i) => (i === 0 ? result(value) : `${value < 0 ? '−' : '+'} ${result(Math.abs(value))}`))
    .join(' ');
}

// Route, product and sum as pieces for the reader.
function routeLines(now) {
  if (now.walked === 0) return [['No route is walked yet.'], []];
  const route = now.routes[now.walked - 1];
  const of = now.starts.length > 1 ? `, from ${nodeName(route.start)}` : '';
  const head = `Route ${now.walked} of ${now.routes.length}${of}: `;
  const line = [
    ['muted-text', head],
    product(factorsOf(now, route)),
    ' = ',
    ['slope-text strong', result(route.product)],
  ];
  return [line, sumLine(now)];
}

function sumLine(now) {
  if (now.starts.length > 1 || now.routes.length === 1) return [];
  const all = now.walked === now.routes.length;
  const parts = now.routes.slice(0, now.walked).map((route) => route.product);
  const written = parts.length > 1 && parts.length <= LISTED ? [`${added(parts)} = `] : [];
  return [
    ['muted-text', all ? 'Sum of all routes: ' : 'Sum so far: '],
    ...written,
    ['slope-text strong', result(now.sum)],
  ];
}

// One line for each node that the last step of merging has reached.
function mergeLines(now) {
  const step = now.state.last;
  if (!step) return [];
  if (step.start)
    return [
      [
        `${nodeName(step.start)}: a sweep of its own ends at the loss with `,
        ['slope-text strong', result(step.values[now.graph.end])],
      ],
    ];
  const lines = step.fresh.map((node) => {
    const terms = step.terms[node]
      .map(({ slope, value }) => `${factor(slopeText(slope))} · ${factor(result(value))}`)
      .join(' + ');
    return [`${nodeName(node)}: ${terms} = `, ['slope-text strong', result(step.values[node])]];
  });
  return lines.length > LISTED
    ? [...lines.slice(0, LISTED - 1), [['muted-text', `… and ${lines.length - LISTED + 1} more, each one product`]]]
    : lines;
}

function nudgeLine(now) {
  const start = now.starts.length > 1 ? now.routes[Math.max(0, now.walked - 1)].start : now.start;
  return `Nudging ${nodeSaid(start)} says ${result(nudgedLoss(now.params, now.x, now.y, start))}.`;
}

// How many gradients are finished, walking and merging.
function answers(now) {
  const walked = now.starts.filter((start) => {
    const own = now.routes.map((route, i) => [route, i]).filter(([route]) => route.start === start);
    return own.length > 0 && own.every(([, i]) => i < now.walked);
  }).length;
  const { values, sweeps, complete } = now.state;
  const merged =
    now.end === 'loss'
      ? now.starts.filter((start) => start in values).length
      : now.starts.length > 1
        ? sweeps
        : Number(complete);
  return { walked, merged };
}

function sweepsSaid({ merged, end, starts, state }) {
  if (merged === 0) return 'not yet';
  if (end === 'start' && starts.length > 1) return `${state.sweeps} of ${starts.length} sweeps`;
  return state.complete ? '1 sweep' : 'part of a sweep';
}

// [way, how far, multiplications, gradients]; layers of three have one question and so no last column.
function countRows(now) {
  const done = answers(now);
  const rows = [
    [
      'walked',
      `${now.walked} of ${now.routes.length} routes`,
      String(costOf(now.routes.slice(0, now.walked))),
      String(done.walked),
    ],
    [
      `merged from the ${now.end === 'loss' ? lossName(now) : 'start'}`,
      sweepsSaid(now),
      String(now.state.cost),
      String(done.merged),
    ],
  ];
  return now.deep ? rows.map((row) => row.slice(0, 3)) : rows;
}

const countHead = ({ deep }) => ['way', 'how far', 'multiplications', ...(deep ? [] : ['gradients'])];

function verdict({ yours, agrees }) {
  if (yours === null) return '✗ no number';
  return agrees ? '✓ agrees' : '✗ differs';
}

function sentence(now) {
  if (now.merged > 0) {
    const lines = mergeLines(now).map((line) =>
      line.map((piece) => (typeof piece === 'string' ? piece : piece[1])).join(''),
    );
    const cost = `${now.state.cost} multiplications`;
    return `Merging, step ${now.merged} of ${now.steps.length}. ${aloud(lines.join('; '))}. ${cost}.`;
  }
  const from = now.starts.length > 1 ? 'nine numbers' : nodeSaid(now.start);
  if (now.walked === 0) return `From ${from} to the ${lossName(now)}; 0 routes walked so far.`;
  const route = now.routes[now.walked - 1];
  const sum = now.starts.length > 1 ? '' : `, sum ${aloud(result(now.sum))}`;
  const carried = aloud(result(route.product));
  return `Route ${now.walked} of ${now.routes.length}, from ${nodeSaid(route.start)}: product ${carried}${sum}.`;
}

function routeTable(now) {
  const shown = now.routes.slice(0, Math.min(now.walked, MOST_ROWS));
  const more = now.walked > MOST_ROWS ? `, the first ${MOST_ROWS} of ${now.walked}` : '';
  return {
    caption: `Routes walked${more}; their sum: ${now.starts.length > 1 ? 'each number has its own' : result(now.sum)}`,
    head: ['route', 'nodes', 'factors', 'product'],
    rows: shown.map((route, i) => [
      String(i + 1),
      route.nodes.map(nodeName).join(' → '),
      product(factorsOf(now, route)),
      result(route.product),
    ]),
  };
}

function nodeTable(now) {
  const { values } = now.state;
  return {
    caption: 'The graph',
    head: ['node', 'value', 'leads to, with the slope', 'after merging'],
    rows: now.graph.nodes.map((node) => [
      nodeName(node),
      node in now.graph.values ? neat(now.graph.values[node], 4) : '–',
      now.graph.edges
        .filter(({ from }) => from === node)
        .map(({ to, slope }) => `${nodeName(to)}: ${slopeText(slope)}`)
        .join('; ') || '–',
      node in values ? result(values[node]) : '–',
    ]),
  };
}

function tables(now) {
  const all = [routeTable(now), nodeTable(now)];
  if (now.has('counts')) all.push({ caption: 'What it costs', head: countHead(now), rows: countRows(now) });
  if (now.mine) all.push(mineTable(now));
  return all;
}

function mineText({ right, yours, agrees }) {
  if (yours === null) return [result(right), 'no value'];
  return agrees ? [result(right), result(yours)] : pairText(right, yours);
}

function mineTable({ mine }) {
  return {
    caption: mine.stale ? 'Your gradients, worked out for other numbers' : 'Your gradients',
    head: ['number', 'sum of its routes', 'yours', ''],
    rows: mine.rows.map((row) => [knobShort(row.knob), ...mineText(row), mine.stale ? '–' : verdict(row)]),
  };
}

const startOptions = [
  ...['x1', 'x2'].map((value) => ({ value, label: `${PLAIN[value]}, ${SPOKEN[value]}` })),
  ...NAMES.map((value) => ({ value, label: knobShort(knobNamed(value)) })),
  { value: 'all', label: 'all nine numbers' },
];

export {
  CIRCLED,
  knobShort,
  countHead,
  countRows,
  mergeLines,
  mineTable,
  nodeName,
  nodeSaid,
  nudgeLine,
  result,
  routeLines,
  sentence,
  slopeText,
  startOptions,
  tables,
  verdict,
};
