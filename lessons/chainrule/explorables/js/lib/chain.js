// Chains of machines; twin of conveyor.py, tests hold the two together. No DOM.
// Values run forward, sensitivities sweep backward.
import { FUNCTIONS } from './functions.js';
import { dsigmoid, sigmoid } from './activations.js';

// The machines of the conveyor, each with its exact derivative.
const MACHINES = {
  triple: { label: '×3', said: 'times 3', f: (t) => 3 * t, df: () => 3 },
  add_one: { label: '+1', said: 'plus 1', f: (t) => t + 1, df: () => 1 },
  square: { label: 'square', said: 'square', f: FUNCTIONS.square.f, df: FUNCTIONS.square.df },
  sin: { label: 'sin', said: 'sine', f: FUNCTIONS.sin.f, df: FUNCTIONS.sin.df },
  cos: { label: 'cos', said: 'cosine', f: FUNCTIONS.cos.f, df: FUNCTIONS.cos.df },
  exp: { label: 'exp', said: 'exponential', f: FUNCTIONS.exp.f, df: FUNCTIONS.exp.df },
  sigmoid: { label: 'σ', said: 'sigmoid', f: sigmoid, df: dsigmoid },
  reciprocal: {
    label: '1/t', said: 'one over',
    f: unlessZero(FUNCTIONS.reciprocal.f), df: unlessZero(FUNCTIONS.reciprocal.df),
  },
  // A belt that has come off: nothing that arrives makes a difference.
  always_one: { label: 'always 1', said: 'always 1', f: (t) => (Number.isFinite(t) ? 1 : NaN), df: () => 0 },
};

// No value at 0, rather than an infinite one.
function unlessZero(f) {
  return (t) => (t === 0 ? NaN : f(t));
}

function machineNamed(name) {
  const found = MACHINES[name];
  if (!found) throw new Error(`no machine ${name}: use one of ${Object.keys(MACHINES).join(', ')}`);
  return found;
}

// Everything about a chain at x. With n machines:
//   values[0…n]         what stands in each gap             rates[0…n−1]   each machine's local rate
//   running[0…n]        how each value reacts to x: products from the left
//   sensitivities[0…n]  how the output reacts to each value: products from the right
function runChain(x, machines) {
  const values = [x];
  const rates = [];
  const running = [1];
  for (const machine of machines) {
    const received = values[values.length - 1];
    values.push(machine.f(received));
    rates.push(machine.df(received));
    running.push(running[running.length - 1] * rates[rates.length - 1]);
  }
  const sensitivities = [1];
  for (const rate of [...rates].reverse()) sensitivities.unshift(rate * sensitivities[0]);
  return { values, rates, running, sensitivities, overall: running[running.length - 1] };
}

// What really happens to every value when x becomes x + dx, beside what the rates predict.
function nudgeChain(x, dx, machines) {
  const before = runChain(x, machines);
  const after = runChain(x + dx, machines);
  return {
    real: after.values.map((value, place) => value - before.values[place]),
    predicted: before.running.map((rate) => rate * dx),
  };
}

export { MACHINES, machineNamed, runChain, nudgeChain };
