// What the descending knobs say: to the eye, to the ear, and in their tables. No DOM.
import { aloud, neat, signed } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { KNOBS, FOUR_POINTS, readKnob, squaredError } from '../lib/network.js';
import { GOAL } from './present.js';

const counted = (steps) => `${steps} training ${steps === 1 ? 'step' : 'steps'}`;
const gradientText = (gradient) => signed(number(gradient, 2));

function lossHeading({ steps }) {
  return `Loss on four points after ${counted(steps)}`;
}

function sayingPieces(now) {
  const { alone, loss, losses, lr, mine, problem, steps, uphill, waiting, won } = now;
  if (problem) return [['strong', 'Your function stopped. '], problem];
  if (waiting) return ['Your own function makes the steps …'];
  const who = alone
    ? 'No Python answers here, so the figure takes its own steps. '
    : mine
      ? 'Your own function makes the steps. '
      : '';
  if (won) return [who, ['strong', `Goal reached: L = ${neat(loss, 3)} is below ${GOAL}, after ${counted(steps)}.`]];
  if (steps === 0 && !now.controls.includes('gradients')) return [who, 'Each step moves every knob a little.'];
  if (steps === 0) {
    const way = uphill ? 'the way of its gradient' : 'against its gradient';
    return [who, `Each step moves every knob ${way}: by ${neat(lr, 3)} times the orange number.`];
  }
  const since = loss > losses[0] ? 'more' : 'less';
  return [
    who,
    ['strong', `L = ${neat(loss, 3)}`],
    ` after ${counted(steps)}, ${since} than the ${neat(losses[0], 3)} of the start.`,
  ];
}

function sayLr(lr) {
  return `learning rate ${neat(lr, 3)}`;
}

function sayPull({ gradient, params }, knob) {
  return aloud(`${neat(readKnob(params, knob), 3)}, gradient ${number(readKnob(gradient, knob), 2)}`);
}

function sentence(now) {
  const words = sayingPieces(now)
    .map((piece) => (Array.isArray(piece) ? piece[1] : piece))
    .join('');
  return aloud(`Loss ${neat(now.loss, 3)}. ${words}`);
}

function tables(now) {
  const { gradient, lr, loss, params, steps, through, uphill } = now;
  return [
    {
      caption: `The nine knobs after ${counted(steps)}, learning rate ${neat(lr, 3)}`,
      head: ['knob', 'value', 'gradient', 'next change'],
      rows: KNOBS.map((knob) => {
        const pull = readKnob(gradient, knob);
        return [
          `${knob.key}: ${knob.said}`,
          neat(readKnob(params, knob), 4),
          number(pull),
          signed(number((uphill ? lr : -lr) * pull)),
        ];
      }),
    },
    {
      caption: `Four points, L = ${neat(loss, 4)}`,
      head: ['inputs', 'target', 'output', 'squared error'],
      rows: FOUR_POINTS.map(({ x, y }) => {
        const { a2 } = through(x);
        return [`(${x[0]}, ${x[1]})`, String(y), neat(a2, 4), neat(squaredError(a2, y), 4)];
      }),
    },
  ];
}

export { gradientText, lossHeading, sayingPieces, sayLr, sayPull, sentence, tables };
