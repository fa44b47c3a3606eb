// What the digit reader says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, fixed, neat } from '../lib/digits.js';
import { MOST_INK, SIDE, weightsOutOf } from './present.js';

const SURE = 0.5; // outputs above it count as "yes"

function counted(epochs) {
  return epochs === 0 ? 'not at all' : `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}

const epochNamed = ({ snapshot }) => counted(snapshot.epoch);
const neuronNamed = ({ neuron }) => (neuron ? String(neuron) : 'none');

function weightsHeading({ snapshot, snapshots, hidden }) {
  if (snapshots.length === 1) return `The weights of ${hidden.length} hidden neurons`;
  const when = snapshot.epoch === 0 ? 'before training' : `after ${counted(snapshot.epoch)}`;
  return `The weights of ${hidden.length} hidden neurons ${when}`;
}

// How clearly the network speaks: how many outputs say yes.
function reading({ blank, outputs, answer }) {
  if (blank) return 'The pad is empty.';
  const yes = outputs.filter((output) => output > SURE).length;
  const value = fixed(outputs[answer], 2);
  if (yes === 1) return `It reads a ${answer}: that output is ${value}, all others are below one half.`;
  if (yes === 0) return `It reads a ${answer}, but no output is above one half; the largest is ${value}.`;
  return `It reads a ${answer} (${value}), though ${yes} outputs are above one half.`;
}

function neuronStory({ neuron, hidden, snapshot }) {
  if (!neuron)
    return (
      'Choose a hidden neuron: its weights appear on the pad. ' +
      'Blue + : ink there raises its sum z. Orange − : ink there lowers it.'
    );
  const out = weightsOutOf(snapshot, neuron);
  const order = out.map((weight, digit) => ({ weight, digit })).sort((one, other) => other.weight - one.weight);
  const [first, last] = [order[0], order[order.length - 1]];
  return (
    `Hidden neuron ${neuron} gives a = ${fixed(hidden[neuron - 1], 2)} here. ` +
    `Its strongest weights lead to ${first.digit} ` +
    `(${neat(first.weight, 3)}) and to ${last.digit} (${neat(last.weight, 3)}).`
  );
}

function sayCell(i, { pixels }) {
  return `row ${Math.floor(i / SIDE) + 1}, column ${(i % SIDE) + 1}: ink ${pixels[i]} of ${MOST_INK}`;
}

function sayWeights(now) {
  return `${weightsHeading(now)}, one small picture each; the slider “hidden neuron” chooses one.`;
}

const sayEpoch = (now) => `trained for ${epochNamed(now)}. ${reading(now)}`;
const sayNeuron = (now) => (now.neuron ? neuronStory(now) : 'no hidden neuron is chosen');
const missedNamed = ({ label, said }, i) => `${i + 1}: a ${label}${said === label ? '' : `, read as ${said}`}`;

function sentence(now) {
  if (now.snapshots.length === 1) return aloud(reading(now));
  return aloud(`Trained for ${epochNamed(now)}. ${reading(now)}`);
}

function tables(now) {
  return [
    {
      caption: 'The ten outputs',
      head: ['digit', 'output'],
      rows: now.outputs.map((output, digit) => [String(digit), fixed(output, 3)]),
    },
    {
      caption: 'Ink on the pad, row by row',
      head: ['row', ...Array.from({ length: SIDE }, (_, column) => String(column + 1))],
      rows: Array.from({ length: SIDE }, (_, row) => [
        String(row + 1),
        ...now.pixels.slice(row * SIDE, (row + 1) * SIDE).map(String),
      ]),
    },
  ];
}

export {
  epochNamed,
  neuronNamed,
  weightsHeading,
  reading,
  neuronStory,
  sayCell,
  sayWeights,
  sayEpoch,
  sayNeuron,
  missedNamed,
  sentence,
  tables,
};
