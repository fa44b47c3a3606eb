// What the neuron microscope shows: its traits, and what they lead to. No DOM.
import { ACTIVATIONS } from '../lib/activations.js';
import { clamp, snap } from '../lib/keys.js';
import { neuron, nudgedSlope } from '../lib/network.js';
import { tenTo } from '../lib/slope.js';

const RANGES = {
  w: { min: -6, max: 6, step: 0.1 }, b: { min: -6, max: 6, step: 0.1 },
  x: { min: -4, max: 4, step: 0.1 }, y: { min: 0, max: 1, step: 0.05 },
};
// The nudge h is set by its exponent of ten.
const H = { min: -6, max: 0, step: 0.5, scale: { to: Math.log10, from: (place) => tenTo(snap(place, 0.5)) } };
const FLAT = 0.02; // a slope of the activation below this is called flat

// `at` is what the neuron computes: values, slopes, gradients; `nudged` the slope dL/dw measured
// by moving w by ±h; `bend` the activation.
function present(model) {
  const state = Object.fromEntries(Object.keys(RANGES).map((name) => [name, model.get(name)]));
  const options = { activation: model.get('activation'), half: model.get('half') };
  const bend = ACTIVATIONS[options.activation];
  const at = neuron(state, options);
  const h = model.get('h');
  return {
    state, options, bend, at, h, compare: model.get('compare'),
    nudged: nudgedSlope(state, h, options), flat: bend.df(at.z) < FLAT,
  };
}

function put({ frame }, name, value) {
  frame.assign({ [name]: clamp(snap(value, 0.01), RANGES[name].min, RANGES[name].max) });
}

export { RANGES, H, FLAT, present, put };
