// What the depth lab says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, fixed, grouped, neat } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { NOBODY, agrees } from './present.js';

const TESTED = 360;
const KINDS = { sigmoid: 'σ', tanh: 'tanh', relu: 'ReLU' };
const OUTPUTS = { sigmoid: 'σ', straight: 'straight' };

const percent = (share) => `${fixed(100 * share, 1)} %`;
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const epochsNamed = (epochs) => counted(epochs, 'epoch', 'epochs');

function depthNamed({ mode, depth }) {
  if (mode === 'chain') return counted(depth, 'neuron in a row', 'neurons in a row');
  return depth === 0 ? 'no hidden layer' : counted(depth, 'hidden layer', 'hidden layers');
}

function barsHeading(now) {
  if (now.mode === 'chain') return `${depthNamed(now)}, from the loss back`;
  const when = now.epochs === 0 ? 'before training' : `after ${epochsNamed(now.epochs)}`;
  return `Layers from the loss back, ${when}`;
}

function headings({ mode }) {
  return {
    gradient: mode === 'chain' ? 'dL/dw' : 'length of dW',
    spread: 'spread of activations',
    spreadShort: 'spread of a',
  };
}

function shortName({ name, number: place }, { mode }, roomy) {
  return mode === 'chain' && !roomy ? String(place) : name;
}

const accuracyHeading = () => 'Test digits read right';
const runLetter = (place) => 'abcd'[place];

// A network in a few words: only what is unusual about it is said.
function netNamed(net) {
  const parts = net.depth === 0 ? [] : [KINDS[net.activation]];
  parts.push(depthNamed(net));
  if (net.start !== 1) parts.push(`start weights × ${neat(net.start, 3)}`);
  if (net.output === 'straight') parts.push('straight output');
  if (net.cut > 0) parts.push(cutNamed(net.cut, net.depth));
  if (net.seed !== 0) parts.push(`start ${net.seed + 1}`);
  return parts.join(', ');
}

function cutNamed(cut, depth) {
  if (cut === 0) return 'no layer cut off';
  if (cut === depth) return depth === 1 ? 'the hidden layer cut off' : 'all hidden layers cut off';
  return cut === 1 ? 'hidden 1 cut off' : `hidden 1 to ${cut} cut off`;
}

function runWords(run, place) {
  const last = run.accuracies.length - 1;
  return `${runLetter(place)}: ${netNamed(run)}: ${percent(run.accuracies[last])} after ${epochsNamed(last)}`;
}

// [name, text] of the numbers that always show.
function numbersNow(now) {
  return now.mode === 'chain' ? chainNumbersNow(now) : netNumbersNow(now);
}

function chainNumbersNow({ rows, first, last }) {
  const pairs = [
    ['first dL/dw', number(rows.at(-1).gradient)],
    ['last dL/dw', number(rows[0].gradient)],
  ];
  return rows.length > 1 ? [...pairs, ['last ÷ first', ratio(last, first)]] : pairs;
}

// Three digits of how many times, written out as long as that can be read: 532 000.
function timesNamed(times) {
  return times >= 1e4 && times < 1e9 ? grouped(Number(times.toPrecision(3))) : number(times);
}

const ratio = (top, below) => (below > 0 ? timesNamed(top / below) : 'no value');

function netNumbersNow(now) {
  const pairs = now.mean === null ? [] : [['from a hidden layer to the one before', `× ${number(now.mean, 2)}`]];
  if (!now.can('train')) return pairs;
  if (now.accuracies.length > 0) pairs.push([`after ${epochsNamed(now.epochs)}`, percent(now.accuracies.at(-1))]);
  return [...pairs, ['learning rate', neat(now.lr, 3)]];
}

function story(now) {
  if (now.mode === 'chain') return chainStory(now);
  if (now.asks && (!now.fits || now.waiting || now.problem || now.verdict)) return askStory(now);
  if (now.state === 'lost') return 'Some numbers have become too large for a computer: nothing can be learned here.';
  if (now.state === 'flat') return 'Every gradient is exactly 0 here: no weight would move.';
  if (!now.can('train')) return `${netNamed(now)}: gradients on 32 training digits, before any training.`;
  return trainStory(now);
}

function chainStory({ rows, first, last }) {
  if (rows.length === 1) return 'One neuron: its gradient has no way to go.';
  if (!(first > 0)) return 'The first gradient is 0.';
  const [times, way] = first <= last ? [last / first, 'smaller'] : [first / last, 'larger'];
  return `The first gradient is ${timesNamed(times)} times ${way} than the last.`;
}

function trainStory(now) {
  if (now.running) return `${netNamed(now)}: epoch ${Math.min(now.epochs + 1, now.goal)} of ${now.goal} …`;
  if (now.epochs === 0) return `${netNamed(now)}: not trained yet.`;
  const read = Math.round(TESTED * now.accuracies.at(-1));
  return `${netNamed(now)}: after ${epochsNamed(now.epochs)} it reads ${read} of ${TESTED} test digits right.`;
}

function askStory({ fits, problem, rows, verdict, waiting }) {
  if (!fits) return 'Your function is for ReLU in the hidden layers and σ at the output.';
  if (waiting) return 'Your own function is at work …';
  if (problem === NOBODY) return 'No Python answers here: the bars are the figure’s own.';
  if (problem) return `Your function stopped. ${problem}`;
  if (verdict === 'agrees') return `Your function: the length of dW agrees in ${inAll(rows.length)}.`;
  return `Your function: the length of dW differs in ${listed(verdict)}.`;
}

const inAll = (count) => (count === 1 ? 'the one layer' : `all ${count} layers`);

function listed(names) {
  if (names.length > 3) return `${names.length} layers, the first of them ${names[0]}`;
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const sayDepth = (now) => `${depthNamed(now)}. ${summary(now)}`;
const sayStart = (now) => `start weights times ${neat(now.start, 3)}. ${summary(now)}`;
const sayNumber = (name, value, now) => aloud(`${name} is ${neat(value, 3)}. ${summary(now)}`);

// The ends of the row of bars in a sentence.
function summary(now) {
  if (now.mode === 'chain') return chainStory(now);
  if (now.state !== 'fine') return story(now);
  if (now.mean === null) return `Gradient at the output: ${number(now.rows[0].gradient)}.`;
  return `From a hidden layer to the one before, the gradient is multiplied by about ${number(now.mean, 2)}.`;
}

function sentence(now) {
  const told = now.mode === 'net' && now.state === 'fine' ? `${story(now)} ${summary(now)}` : story(now);
  return aloud(told.replaceAll('σ', 'sigma'));
}

function tables(now) {
  return now.mode === 'chain' ? [chainTable(now)] : [layerTable(now), ...accuracyTable(now)];
}

function chainTable({ rows }) {
  return {
    caption: 'Every neuron, from the loss back',
    head: ['neuron', 'a', 'dL/dw', 'w·σ′', 'product'],
    rows: rows.map((row) => [
      String(row.number),
      ...[row.a, row.gradient, row.factor, row.product].map((each) => number(each)),
    ]),
  };
}

function layerTable({ rows, asks }) {
  const own = asks ? ['yours', 'verdict'] : [];
  return {
    caption: 'Every layer, from the loss back',
    head: ['layer', 'length of dW', 'spread of activations', 'times the row above', ...own],
    rows: rows.map((row) => [
      row.name,
      row.gradient === null ? 'no signal' : number(row.gradient),
      number(row.spread),
      row.times === null || Number.isNaN(row.times) ? '–' : number(row.times),
      ...(asks ? ownWords(row) : []),
    ]),
  };
}

function ownWords({ gradient, mine }) {
  if (mine === undefined) return ['not asked', '–'];
  if (mine === null) return ['no number', '✗ differs'];
  if (gradient === null) return [number(mine), '–'];
  return [number(mine), agrees(mine, gradient) ? '✓ agrees' : '✗ differs'];
}

function accuracyTable(now) {
  if (!now.can('train')) return [];
  const lines = [...now.runs.map(({ accuracies }) => accuracies), now.accuracies];
  const epochs = Math.max(0, ...lines.map((line) => line.length));
  if (epochs === 0) return [];
  return [
    {
      caption: 'Test digits read right',
      head: ['epoch', ...now.runs.map((_, i) => runLetter(i)), 'now'],
      rows: Array.from({ length: epochs }, (_, epoch) => [
        String(epoch),
        ...lines.map((line) => (epoch < line.length ? percent(line[epoch]) : '–')),
      ]),
    },
  ];
}

export {
  depthNamed,
  barsHeading,
  headings,
  shortName,
  accuracyHeading,
  runLetter,
  cutNamed,
  runWords,
  numbersNow,
  story,
  sayDepth,
  sayStart,
  sayNumber,
  sentence,
  tables,
  KINDS,
  OUTPUTS,
};
