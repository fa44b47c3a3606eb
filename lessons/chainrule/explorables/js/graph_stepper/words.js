// What the graph stepper says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, factor, neat } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { placeOf } from './present.js';

const LISTED = 4; // moves of a step that are written out
const JUDGED = 7; // nodes of a graph that all stand in the small table beside the nudges
const CHOSEN = 5; // of a larger one

const ORDERS = {
  right: 'once, when all that is made of it has',
  at_once: 'as soon as a part arrives, all it holds',
  each_listing: 'to all parents, then each of them as often as listed',
  part: 'as soon as a part arrives, only that part',
  discovery: 'once, in the order in which it is found',
  levels: 'once, level by level from the end',
};
const MODES = { ready: 'look at it', you: 'you hand on', mine: 'your own sweep', sabotage: 'another order or rule' };

const value = (now, id) => neat(now.nodes[placeOf(id)].data, 4);
const amount = (share) => (Number.isFinite(share) ? neat(share, 4) : 'no number');

// How a node is called in a sentence: a constant by its value.
function nameOf(now, id) {
  return now.nodes[placeOf(id)].label || value(now, id);
}

// Above its plate: the name, and in brackets what made it.
function headOf(node) {
  return node.name && node.sign ? `${node.name} (${node.sign})` : node.label;
}

function seedLine(now, { to, before, after }) {
  const last = nameOf(now, to);
  return before === 0 ? [`${last}, the last node, begins with ${amount(after)}.`]
    : [`${last}, the last node: ${amount(before)} → ${amount(after)}.`];
}

function moveLine(now, { to, edge, held, share, before, after }) {
  const slope = amount(now.graph.edges[edge].slope);
  const product = `${factor(slope)} · ${factor(amount(held))} = `;
  const sum = before === 0 ? '' : `; ${amount(before)} → ${amount(after)}`;
  const lost = before !== 0 && after === share ? `, the ${amount(before)} is lost` : '';
  return [`to ${nameOf(now, to)}: ${product}`, ['slope-text strong', amount(share)], `${sum}${lost}`];
}

function handLines(now, { acting, moves }) {
  const lines = moves.map((move) => moveLine(now, move));
  lines[0] = [['strong', nameOf(now, acting)], ' hands on, ', ...lines[0]];
  return lines;
}

const KINDS = {
  seed: (now, { moves: [move] }) => [seedLine(now, move)],
  hand: handLines,
  gather(now, { moves }) {
    const [{ to, before, after }] = moves;
    const parts = moves.map(({ edge, held }) =>
      `${factor(amount(now.graph.edges[edge].slope))} · ${factor(amount(held))}`);
    const sum = parts.join(' + ');
    return [[`${nameOf(now, to)} collects ${sum}: ${amount(before)} → `, ['slope-text strong', amount(after)]]];
  },
  reset(now, { moves }) {
    const names = [...new Set(moves.map(({ to }) => nameOf(now, to)))];
    const some = names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
    return [[`Set to 0: ${some}.`]];
  },
  odd: (now, { moves: [{ to, before, after }] }) => [[
    `${nameOf(now, to)}: ${amount(before)} → `, ['slope-text strong', amount(after)],
    `. No slope times gradient of what is made of ${nameOf(now, to)} gives that.`,
  ]],
};

// What has just happened, line by line, as pieces.
function stepLines(now) {
  if (now.circle) return [['This graph has a circle: a node is made of itself. No order is right for it.']];
  if (now.mode === 'ready') return [['On every edge stands its local slope.']];
  if (!now.step) return [[beforeTheFirst(now)]];
  const lines = KINDS[now.step.kind](now, now.step);
  return lines.length > LISTED
    ? [...lines.slice(0, LISTED - 1), [['muted-text', `… and to ${lines.length - LISTED + 1} more`]]]
    : lines;
}

function beforeTheFirst({ mode, steps, seeded, nodes }) {
  if (mode === 'you') return `None of the ${nodes.length} nodes holds a gradient yet.`;
  if (mode === 'sabotage') return `Nothing has moved yet${seeded ? '' : ', and the last node begins with 0'}.`;
  if (steps.length === 0) return 'Your backward wrote no gradient.';
  return `Your backward wrote ${steps.length} times. Step through it.`;
}

function countLine(now) {
  if (now.mode === 'ready' || now.mode === 'you' || now.steps.length === 0) return '';
  return `Step ${now.place} of ${now.steps.length}.`;
}

// Who could hand on.
function queueLine(now) {
  if (now.mode !== 'you' || !now.has('queue') || now.circle) return '';
  const waiting = now.nodes.filter(({ id, parents }, place) =>
    parents.length > 0 && !now.pressed.includes(place) && now.values[id] !== 0);
  const named = waiting.map(({ id }) => `${nameOf(now, id)} (${amount(now.values[id])})`);
  if (named.length > 0) return `Something to hand on: ${named.join(', ')}.`;
  return now.complete ? 'Every node has handed on.' : 'No node has anything to hand on.';
}

// At the end of a sweep.
function endLines(now) {
  const lines = [];
  if (now.stopped && now.complete) lines.push('Stopped here: the routes are too many.');
  if (now.trouble && now.place === now.steps.length) lines.push(`In your backward: ${now.trouble}`);
  if (!now.complete) return lines;
  for (const [id, share] of Object.entries(now.late).slice(0, 3))
    lines.push(`${nameOf(now, id)}: ${amount(share)} came when it had already handed on, and stayed there.`);
  if (now.judge) lines.push(judgeLine(now.judge));
  return lines;
}

function judgeLine(judge) {
  const known = judge.filter((row) => row.known);
  const right = known.filter((row) => row.agrees).length;
  const unknown = judge.length - known.length;
  const rest = unknown > 0 ? ` ${unknown} cannot be nudged here.` : '';
  return `${right} of ${known.length} gradients agree with their nudges.${rest}`;
}

const verdict = ({ known, agrees }) => (known ? (agrees ? '✓ agrees' : '✗ differs') : '–');

function judgeRow(now, row) {
  const says = Number(row.nudged.toPrecision(7)); // a nudge's own inexactness is not shown
  const [mine, nudged] = row.known && !row.agrees ? apart(now.values[row.id], says)
    : [amount(now.values[row.id]), row.known ? amount(says) : '–'];
  return [nameOf(now, row.id), mine, nudged, verdict(row)];
}

// Two numbers that differ, with the digits that it takes to see it.
function apart(a, b) {
  for (let digits = 4; digits < 10; digits += 1) {
    const pair = [a, b].map((each) => (Number.isFinite(each) ? number(each, digits) : 'no number'));
    if (pair[0] !== pair[1]) return digits === 4 ? [amount(a), amount(b)] : pair;
  }
  return [number(a, 12), number(b, 12)];
}

// Places of the nodes, parents first.
const fromTheLeft = ({ parentsFirst, graph }) => (parentsFirst ?? [...graph.nodes].reverse()).map(placeOf);

// The small table: all nodes of a small graph, else those that differ, and those with a name.
function judgeTable(now) {
  const rows = fromTheLeft(now).map((place) => now.judge[place]);
  const named = (row) => row.agrees && now.nodes[placeOf(row.id)].name;
  const wanted = rows.length <= JUDGED ? rows
    : [...rows.filter((row) => !row.agrees), ...rows.filter(named)].slice(0, CHOSEN);
  return {
    head: ['node', 'gradient', 'nudged', ''],
    rows: wanted.map((row) => judgeRow(now, row)),
  };
}

const plainText = (pieces) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece[1])).join('');

function sentence(now) {
  const lines = [countLine(now), ...stepLines(now).map(plainText), queueLine(now), ...endLines(now)];
  const size = now.mode === 'ready' ? `A graph of ${now.nodes.length} nodes.` : '';
  return aloud([size, ...lines].filter(Boolean).join(' '));
}

// What the button of a node is called.
function pressName(now, id, place) {
  const state = now.pressed.includes(place) ? 'has handed on' : 'let it hand on';
  const grad = now.written.has(id) ? `gradient ${amount(now.values[id])}` : 'no gradient yet';
  return aloud(`${nameOf(now, id)}, value ${value(now, id)}, ${grad}: ${state}`);
}

function tables(now) {
  const moving = now.mode !== 'ready';
  const head = ['node', 'made by', 'value', 'parents, with the slope',
    ...(moving ? ['gradient'] : []), ...(now.judge ? ['nudged', ''] : [])];
  const rows = fromTheLeft(now).map((here) => {
    const node = now.nodes[here];
    const parents = node.parents.map((place, k) => `${nameOf(now, now.nodes[place].id)}: ${amount(node.slopes[k])}`);
    const row = now.judge?.[here];
    return [
      nameOf(now, node.id),
      node.sign || '–',
      neat(node.data, 4),
      [...parents, ...(node.hidden > 0 ? [`${node.hidden} not drawn`] : [])].join('; ') || '–',
      ...(moving ? [now.written.has(node.id) ? amount(now.values[node.id]) : '–'] : []),
      ...(row ? judgeRow(now, row).slice(2) : []),
    ];
  });
  return [{ caption: 'The graph', head, rows }];
}

export {
  amount, countLine, endLines, headOf, judgeTable, MODES, nameOf, ORDERS, pressName, queueLine, sentence, stepLines,
  tables,
};
