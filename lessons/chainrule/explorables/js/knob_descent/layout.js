// Where things are around the descending knobs: the loss curve, and how long an arrow is. No DOM.
import { linear } from '../lib/scale.js';

const LOSSES = { basis: 440, grow: 3, height: () => 214, margin: () => ({ left: 46, right: 12, top: 8, bottom: 36 }) };
const LONGEST = 34; // pixels
const LARGE = 0.08; // a gradient of this size or more has the longest arrow

// The square root of the size, so that 0.006 and 0.08 can both be seen.
function arrowLength(gradient) {
  return LONGEST * Math.min(1, Math.sqrt(Math.abs(gradient) / LARGE));
}

// Steps across (at least 10), the loss upwards on a ruler from 0.001 to 1.
function lossScales(losses, box) {
  return {
    across: linear([0, Math.max(10, losses.length - 1)], [box.left, box.right]),
    down: linear([-3, 0], [box.bottom, box.top]),
  };
}

export { LOSSES, arrowLength, lossScales };
