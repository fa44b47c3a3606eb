// What the conveyor says: to the eye, to the ear, and in its table. No DOM.
import { aloud, factor, neat, signed } from '../lib/digits.js';
import { isSwept } from './present.js';

function say(value, digits = 4) {
  return aloud(neat(value, digits));
}

function sayX({ x, chain }) {
  return `x is ${say(x)}, the output is ${say(chain.values.at(-1))}, the overall rate ${say(chain.overall)}`;
}

function sayDx({ dx, chain }) {
  return `nudge of ${neat(dx)}: predicted change ${say(chain.overall * dx, 3)}`;
}

function sayOutput({ chain }) {
  return `The token leaves the belt as ${say(chain.values.at(-1))}.`;
}

// The machine at place i of the belt.
function describe({ machines, count, chain }, i) {
  return `${machines[i].said}, machine ${i + 1} of ${count}: receives ${say(chain.values[i])}, `
    + `gives ${say(chain.values[i + 1])}, local rate ${say(chain.rates[i])}`;
}

function summaryPieces({ chain, change, dx, sweeps }) {
  const rates = chain.rates.map((rate) => factor(neat(rate)));
  const product = sweeps && rates.length ? `${rates.join(' × ')} = ` : '';
  const pieces = ['Overall rate: ', ['slope-text strong', `${product}${neat(chain.overall)}`]];
  if (!change) return pieces;
  return [
    ...pieces, ['cv-line', ''], `x + ${neat(dx)}: the rate predicts ${factor(neat(chain.overall))} × ${neat(dx)} = `,
    ['slope-text strong', signed(neat(change.predicted.at(-1), 3))],
    '; the output really moves by ', ['forward-text strong', signed(neat(change.real.at(-1), 3))], '.',
  ];
}

function sentence({ chain, count, swept }) {
  const list = (values) => values.map((value) => say(value)).join(', ');
  const known = chain.sensitivities.slice(count + 1 - swept).reverse();
  const back = swept > 0 ? ` Swept back, from the output: ${list(known)}.` : '';
  return `Values ${list(chain.values)}; overall rate ${say(chain.overall)}.${back}`;
}

function tables(now) {
  const { chain, change, count, machines, sweeps } = now;
  const place = (k) => (k === 0 ? 'x' : `after ${machines[k - 1].label}${k === count ? ' (output)' : ''}`);
  const changes = change ? ['real change', 'predicted change'] : [];
  return [{
    caption: 'On the belt',
    head: ['place', 'value', 'local rate of the next machine', ...(sweeps ? ['value per x', 'output per value'] : []),
      ...changes],
    rows: chain.values.map((value, k) => [
      place(k), neat(value), k < count ? `${machines[k].label}: ${neat(chain.rates[k])}` : '–',
      ...(sweeps ? [neat(chain.running[k]), isSwept(now, k) ? neat(chain.sensitivities[k]) : 'not swept yet'] : []),
      ...(change ? [change.real[k], change.predicted[k]].map((moved) => signed(neat(moved, 3))) : []),
    ]),
  }];
}

export { sayX, sayDx, sayOutput, describe, summaryPieces, sentence, tables };
