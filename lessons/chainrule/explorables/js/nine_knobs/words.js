// What the nine knobs say: to the eye, to the ear, and in their tables. No DOM.
import { aloud, factor, fixed, neat } from '../lib/digits.js';
import { FOUR_POINTS, KNOBS, collapsed, readKnob, squaredError } from '../lib/network.js';
import { ticks } from '../lib/scale.js';
import { GOAL, X, withInput } from './present.js';

const CIRCLED = ['', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'];
const NAMES = { x1: 'input 1', x2: 'input 2', h1: 'hidden 1', h2: 'hidden 2', out: 'output' };
const SHORT = { x1: 'x₁', x2: 'x₂', h1: 'hidden 1', h2: 'hidden 2', out: 'output' };
const IS = '\u00a0=\u00a0'; // no line break beside an equals sign

function shortInput(i) {
  return SHORT[`x${i + 1}`];
}

function counted(tries) {
  return `${tries} ${tries === 1 ? 'try' : 'tries'}`;
}

function fourPoint({ x, y }) {
  return `(${x[0]}, ${x[1]}) → ${y}`;
}

// ---- controls, spoken

function sayLoss({ loss }) {
  return `loss ${aloud(neat(loss, 3))}`;
}

function sayTarget(now) {
  return `${neat(now.target, 3)}, ${sayLoss(now)}`;
}

function sayOutput({ inputs, through }) {
  return `output ${fixed(through(inputs).a2, 3)}`;
}

function sayInput(now, i) {
  return `${aloud(neat(now.inputs[i], 3))}; ${sayOutput(now)}`;
}

function sayOnCurve(now) {
  return `${shortInput(now.swept)} is ${aloud(neat(now.inputs[now.swept], 3))}, ${sayOutput(now)}`;
}

function sayKnob(now, knob) {
  return `${aloud(neat(readKnob(now.params, knob), 3))}, ${sayLoss(now)}`;
}

// ---- the forward pass, step by step

function sayStep(step) {
  if (!step) return 'Nothing is computed yet: only the inputs are known.';
  const say = { product: sayProduct, bias: sayBias, squash: saySquash }[step.kind];
  if (!say) throw new Error(`no words for the step ${step.kind}`);
  return say(step, NAMES[step.to]);
}

function sayProduct({ weight, value, product, sum }, name) {
  const together = sum === product ? '' : `, together ${neat(sum, 3)}`;
  return `To ${name}: ${neat(weight, 3)} × ${factor(neat(value, 3))} = ${neat(product, 3)}${together}`;
}

function sayBias({ bias, sum }, name) {
  return `${name}: add the bias ${neat(bias, 3)}, so z${IS}${fixed(sum, 2)}`;
}

function saySquash({ bends, z, a }, name) {
  if (bends) return `${name}: a${IS}σ(${fixed(z, 2)})${IS}${fixed(a, 3)}`;
  return `${name}: no σ here, so a${IS}z${IS}${fixed(a, 3)}`;
}

// ---- below the pictures

function sayingPieces(now) {
  if (now.watching) return watchPieces(now);
  return now.game ? gamePieces(now) : curvePieces(now);
}

function watchPieces({ steps, shown }) {
  if (shown < steps.length) {
    return [['muted-text nk-count', `Step ${shown} of ${steps.length}`], sayStep(steps[shown - 1])];
  }
  return ['The output is ', ['forward-text strong', fixed(steps.at(-1).a, 3)], ': this is the prediction.'];
}

function curvePieces({ params, options, swept }) {
  const single = [['forward-text strong', oneNeuron(params, options)], `. ${itsCurve(params, options, swept)}`];
  if (!options.hidden) return ['One neuron: ', ...single];
  if (!options.squash) return ['Without σ in the middle, the two layers are one neuron: ', ...single];
  return ['With σ in the middle the curve can turn: bumps and dips are possible.'];
}

// What one neuron draws while one input sweeps: nothing bends where its weight is 0.
function itsCurve(params, options, swept) {
  const flat = Math.abs(collapsed(params, options).w[swept]) < 1e-12;
  return flat ? 'Its curve is flat: this input has no say.' : 'Its curve is a single S.';
}

function oneNeuron(params, options) {
  const { w, b } = collapsed(params, options);
  const plus = (value) => `${value < 0 ? '−' : '+'} ${neat(Math.abs(value), 3)}`;
  return `z = ${neat(w[0], 3)}·x₁ ${plus(w[1])}·x₂ ${plus(b)}`;
}

function gamePieces({ loss, tries, best }) {
  if (loss < GOAL) {
    return [['strong', `Goal reached: L = ${neat(loss, 3)} is below ${GOAL}, after ${counted(tries)}.`]];
  }
  return [['strong', `${counted(tries)}. `], tries
    ? `Best so far L = ${neat(best, 3)}; the goal is L below ${GOAL} on all four points together.`
    : `Turn the knobs until L is below ${GOAL} on all four points together. A try ends when you let a knob go.`];
}

// ---- for the ear, and tables

// [id, z, a] of the neurons that there are.
function neurons({ options, pass }) {
  const hidden = ['h1', 'h2'].map((id, j) => [id, pass.z1[j], pass.a1[j]]);
  return [...(options.hidden ? hidden : []), ['out', pass.z2, pass.a2]];
}

function sayNeuron({ seen }, [id, z, a]) {
  return `${NAMES[id]}: z = ${seen.z.has(id) ? fixed(z, 2) : '?'}, a = ${seen.a.has(id) ? fixed(a, 3) : '?'}`;
}

function sentence(now) {
  const { game, loss, shown, steps, through, tries, watching } = now;
  if (game) {
    const outputs = FOUR_POINTS.map(({ x }) => fixed(through(x).a2, 2)).join(', ');
    return `Loss ${aloud(neat(loss, 3))}${loss < GOAL ? ', goal reached' : ''}. ${counted(tries)}. Outputs ${outputs}.`;
  }
  if (watching && shown < steps.length) return aloud(sayStep(steps[shown - 1]));
  const all = aloud(neurons(now).map((one) => sayNeuron(now, one)).join('; '));
  return watching ? `${all}.` : `${all}; ${sayLoss(now)}.`;
}

function tables(now) {
  return [
    networkTable(now), knobTable(now), ...(now.game ? [scoreTable(now)] : []),
    ...(now.mode === 'curve' ? [curveTable(now)] : []),
  ];
}

function networkTable(now) {
  const { game, seen, watching, x, y, pass } = now;
  const judged = [
    ['target', '–', neat(y), `y = ${neat(y)}`], ['loss', '–', fixed(squaredError(pass.a2, y), 4), 'L = (a − y)²'],
  ];
  return {
    caption: game ? `The network at (${x.join(', ')})` : 'The network',
    head: ['neuron', 'z', 'a', 'in words'],
    rows: [
      ...x.map((value, i) => [NAMES[`x${i + 1}`], '–', neat(value), `${shortInput(i)} = ${neat(value)}`]),
      ...neurons(now).map(([id, z, a]) => [
        NAMES[id], seen.z.has(id) ? fixed(z, 4) : 'not yet', seen.a.has(id) ? fixed(a, 4) : 'not yet',
        sayNeuron(now, [id, z, a]),
      ]),
      ...(watching ? [] : judged),
    ],
  };
}

function knobTable({ params }) {
  return {
    caption: 'The nine knobs', head: ['knob', 'value'],
    rows: KNOBS.map((knob) => [`${knob.key}: ${knob.said}`, neat(readKnob(params, knob), 3)]),
  };
}

function scoreTable({ loss, through, tries }) {
  return {
    caption: `Four points, L = ${neat(loss, 4)}, ${counted(tries)}`,
    head: ['inputs', 'target', 'output', 'squared error'],
    rows: FOUR_POINTS.map(({ x, y }) => {
      const { a2 } = through(x);
      return [`(${x[0]}, ${x[1]})`, String(y), fixed(a2, 4), fixed(squaredError(a2, y), 4)];
    }),
  };
}

function curveTable({ inputs, swept, through }) {
  return {
    caption: `Output against ${shortInput(swept)}`, head: ['input', 'z', 'output'],
    rows: ticks(X.min, X.max, 6).map((t) => {
      const { z2, a2 } = through(withInput(inputs, swept, t));
      return [neat(t, 3), fixed(z2, 3), fixed(a2, 4)];
    }),
  };
}

export {
  CIRCLED, NAMES, SHORT, shortInput, fourPoint, sayLoss, sayTarget, sayInput, sayOnCurve, sayKnob, sayingPieces,
  sentence, tables,
};
