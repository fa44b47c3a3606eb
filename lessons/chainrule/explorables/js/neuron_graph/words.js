// What the neuron with several inputs says: to the eye, to the ear, and in its table. No DOM.
import { aloud, factor, neat } from '../lib/digits.js';
import { BACK } from './present.js';

const text = (value) => neat(value, 4);
const inBrackets = (value) => factor(text(value));

// On a node: three digits where there is room, and two with a power of ten.
function shown(value, wide) {
  if (!Number.isFinite(value)) return '?';
  const words = neat(value, 3);
  return !wide && words.includes('×') ? neat(value, 1) : words;
}

function gradText(node, wide) {
  const mark = 'right' in node ? (node.agrees ? ' ✓' : ' ✗') : '';
  return `${shown(node.grad, wide)}${mark}`;
}

function nodeSaid(now, id) {
  const node = now.nodes.find((each) => each.id === id);
  const grad = now.back >= node.reached ? `, gradient ${neat(node.grad, 3)}` : '';
  return aloud(`${neat(node.value, 3)}${grad}; loss ${neat(now.at.L, 3)}`);
}

// One line for each step back, in the order of the walk.
const LINES = [
  ({ at, state }) => `Forward: ${at.products.map(text).join(' + ').replaceAll('+ −', '− ')} `
    + `${state.b < 0 ? '−' : '+'} ${text(Math.abs(state.b))} gives z = ${text(at.z)}. Then a = σ(z) = ${text(at.a)} `
    + `and L = (a − ${text(state.y)})² = ${text(at.L)}.`,
  () => 'The way back begins at the loss, with 1: moved by a little, L moves by just as much.',
  ({ at, state }) => `Slope of the loss: 2 · (${text(at.a)} − ${text(state.y)}) = ${text(at.dL_da)}.`,
  ({ at }) => `Times the slope of σ: ${text(at.dL_da)} · ${text(at.da_dz)} = ${text(at.delta)}. This is δ.`,
  ({ at }) => `A sum hands on: every product and the bias get δ = ${text(at.delta)}.`,
  ({ at, state }) => {
    const place = state.x.length > 1 ? 1 : 0;
    const low = '₁₂₃₄'[place];
    return `Multiply swaps: w${low} gets δ · x${low} = ${text(at.delta)} · ${inBrackets(state.x[place])} = `
      + `${text(at.dw[place])}, and x${low} gets δ · w${low} = ${text(at.delta)} · ${inBrackets(state.w[place])} = `
      + `${text(at.dx[place])}.`;
  },
];

const wayLine = (now) => LINES[Math.min(now.back, BACK)](now);

// What the learner's own function has to do with the numbers on the nodes.
function ownLine(now) {
  const { alone, mine, own, problem, waiting } = now;
  if (!mine) return '';
  if (alone) return 'No Python answers here: these gradients are the figure’s own.';
  if (problem) return `Your function stopped: ${problem}`;
  if (waiting || !own) return 'Your own function works on these numbers …';
  const judged = now.nodes.filter((node) => 'right' in node);
  const wrong = judged.filter(({ agrees }) => !agrees);
  if (wrong.length === 0) return 'Your own function gives these gradients of the weights and the bias; all agree.';
  const [first] = wrong;
  const found = shown(first.grad, true);
  return `Your own function says ${found} for ${first.label}; the way back gives ${text(first.right)}.`;
}

function stepLine({ at, lr, walk: { began, steps } }) {
  if (steps === 0) return '';
  const many = steps === 1 ? 'one step' : `${steps} steps`;
  const how = `each ${text(lr)} times the gradients, the other way`;
  return `After ${many}, ${how}: L = ${text(at.L)}. It began at ${text(began)}.`;
}

const lines = (now) => [wayLine(now), ownLine(now), stepLine(now)].filter(Boolean);

const sentence = (now) => aloud(lines(now).join(' '));

function tables(now) {
  const judged = now.nodes.some((node) => 'right' in node);
  const gradient = (node) => (now.back >= node.reached ? text(node.right ?? node.grad) : '–');
  const verdict = (node) => {
    if (now.back < node.reached || !('right' in node)) return ['–', '–'];
    return [shown(node.grad, true), node.agrees ? '✓ agrees' : '✗ differs'];
  };
  return [{
    caption: 'The neuron, number by number',
    head: ['number', 'value', 'slope to the next', 'gradient of the loss', ...(judged ? ['yours', ''] : [])],
    rows: now.nodes.map((node) => {
      const edge = now.edges.find(({ from }) => from === node.id);
      const slope = edge && now.back >= edge.reached ? text(edge.slope) : '–';
      const own = judged ? verdict(node) : [];
      return [`${node.said} (${node.label})`, text(node.value), slope, gradient(node), ...own];
    }),
  }];
}

export { gradText, lines, nodeSaid, ownLine, sentence, shown, stepLine, tables, wayLine };
