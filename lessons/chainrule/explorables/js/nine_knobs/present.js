// What the nine knobs show: the traits, and what they lead to. No DOM.
import { clamp, snap } from '../lib/keys.js';
import { FOUR_POINTS, forward, forwardSteps, meanLoss, squaredError } from '../lib/network.js';

const KNOB = { min: -8, max: 8, step: 0.1 };
const X = { min: -6, max: 6, step: 0.1 };
const Y = { min: 0, max: 1, step: 0.05 };
const GOAL = 0.01; // a game is won below this loss
const KNOB_TRAITS = ['W1', 'b1', 'W2', 'b2'];

// `x`, `y`: the example in the network (in the game one of four points), `inputs`, `target`: the
// traits themselves; `swept`: which input the curves vary; `pass`: the forward pass of the example;
// `through(x)`: of another one; `steps`, `shown`, `seen`: what is revealed of it so far.
function present(model) {
  const mode = model.get('mode');
  const params = Object.fromEntries(KNOB_TRAITS.map((name) => [name, model.get(name)]));
  const options = { squash: model.get('squash'), hidden: model.get('hidden') };
  const [inputs, target, chosen] = ['x', 'y', 'example'].map((name) => model.get(name));
  const [watching, game] = [mode === 'watch', mode === 'game'];
  const { x, y } = game ? FOUR_POINTS[chosen] : { x: inputs, y: target };
  const through = (point) => forward(params, point, options);
  const pass = through(x);
  const steps = forwardSteps(params, x, y, options).filter(({ kind }) => kind !== 'loss');
  const shown = watching ? clamp(model.get('step'), 0, steps.length) : steps.length;
  return {
    mode, watching, game, params, options, inputs, target, chosen, x, y, through, pass, steps, shown,
    seen: revealed(steps, shown), swept: model.get('sweep') - 1,
    loss: game ? meanLoss(params, FOUR_POINTS, options) : squaredError(pass.a2, y),
    tries: model.get('tries'), best: model.get('best'),
  };
}

// Which steps have happened: what is known about each neuron and edge so far.
function revealed(steps, shown) {
  const seen = {
    edges: new Set(), z: new Set(), a: new Set(), sums: {}, last: shown < steps.length ? steps[shown - 1] ?? null : null,
  };
  for (const step of steps.slice(0, shown)) {
    if (step.kind === 'product') {
      seen.edges.add(step.knob);
      seen.sums[step.to] = step.sum;
    }
    if (step.kind === 'bias') seen.z.add(step.to);
    if (step.kind === 'squash') seen.a.add(step.to);
  }
  return seen;
}

// The inputs with another value for one of them.
function withInput(inputs, i, value) {
  return inputs.map((own, j) => (i === j ? value : own));
}

function setInput({ frame, model }, i, value) {
  frame.assign({ x: withInput(model.get('x'), i, clamp(snap(value, 0.01), X.min, X.max)) });
}

export { KNOB, X, Y, GOAL, KNOB_TRAITS, present, withInput, setInput };
