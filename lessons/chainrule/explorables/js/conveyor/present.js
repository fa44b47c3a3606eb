// What the conveyor shows: its traits, and what they lead to. No DOM.
import { machineNamed, nudgeChain, runChain } from '../lib/chain.js';
import { clamp, snap } from '../lib/keys.js';

const X = { min: -3, max: 3, step: 0.1 };
const DX = { min: 0.001, max: 0.2, step: 0.001 };
const MOST = 5; // machines on the belt

// `sweeps`: are the products and the way back shown at all; `swept`: how many gaps the sweep back has
// filled, counted from the output; `change`: what x + dx really changes and what the rates predict, or
// null when nothing is nudged.
function present(model) {
  const [names, x, dx, nudge, sweeps] = ['machines', 'x', 'dx', 'nudge', 'sweeps'].map((trait) => model.get(trait));
  const machines = names.map(machineNamed);
  const count = machines.length;
  return {
    names, machines, count, x, dx, nudge, sweeps,
    swept: sweeps ? clamp(model.get('swept'), 0, count + 1) : 0,
    chain: runChain(x, machines),
    change: nudge ? nudgeChain(x, dx, machines) : null,
  };
}

// The sweep starts at the output: of the gaps 0 … count, the last `swept` are known.
function isSwept({ count, swept }, gap) {
  return gap >= count + 1 - swept;
}

function setX({ frame }, x) {
  frame.assign({ x: clamp(snap(x, 0.01), X.min, X.max) });
}

export { X, DX, MOST, present, isSwept, setX };
