// What the descent lab says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, neat, signed } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { SEEN } from './present.js';

const ALL = 392;
const SETTLED = 1e-4; // so close to the lowest loss, as a share of it, that a step changes nothing seen

const counted = (steps) => `${steps} ${steps === 1 ? 'step' : 'steps'}`;

function headings(now) {
  const rows = now.whole ? `all ${ALL} cars` : now.batch === 1 ? 'one car a step' : `${now.batch} cars a step`;
  return {
    landscape: `Loss over w and b, ${rows}`,
    cars: `${now.view.y} against ${now.view.x}`,
    losses: `Loss after ${counted(now.places.length - 1)}`,
  };
}

function sayLr(lr) {
  return `learning rate ${neat(lr, 3)}`;
}

function sayStart(name, value, now) {
  return `the walk starts at ${name} = ${neat(value, 3)}, where the loss is ${number(now.losses[0])}`;
}

// What only rounding makes of 0 is shown as 0.
const tidy = (value) => (Math.abs(value) < 1e-12 ? 0 : value);

// [name, text] of the numbers that always show.
function numbersNow(now) {
  const { here, gradient, controls } = now;
  const rows = [
    ['w', neat(tidy(here.w), 3)],
    ['b', neat(tidy(here.b), 3)],
    ['loss', number(now.loss)],
  ];
  if (!controls.includes('arrow')) return rows;
  rows.push(['dL/dw', number(tidy(gradient.w))], ['dL/db', number(tidy(gradient.b))]);
  if (!controls.includes('promise')) return rows;
  return [
    ...rows,
    ['next step promises', signed(number(tidy(now.promised)))],
    ['and gives', signed(number(tidy(now.lossNext - now.loss)))],
  ];
}

function story(now) {
  if (now.steps === 0)
    return now.controls.includes('steps')
      ? 'At the start. Each step goes against the gradient, as far as the learning rate says.'
      : '';
  const done = now.places.length - 1;
  const begun = `After ${counted(done)} the loss is ${number(now.loss)}`;
  if (now.lost || !(now.loss < 1e6 * now.losses[0])) return `${begun}: every step lands farther away.`;
  if (Math.abs(now.loss - now.losses[0]) <= SEEN * now.loss)
    return `${begun}, as at the start: the walk jumps across and back.`;
  if (now.loss > now.losses[0]) return `${begun}, above the ${number(now.losses[0])} of the start.`;
  if (now.loss - now.floor <= SETTLED * now.floor) return `${begun}: as low as it gets, ${number(now.floor)}.`;
  const fell = now.fell === done ? 'it fell at every step' : `it fell at ${now.fell} of ${counted(done)}`;
  return `${begun}; ${fell}. The lowest possible is ${number(now.floor)}.`;
}

function sentence(now) {
  const words = numbersNow(now)
    .map(([name, text]) => `${name} ${text}`)
    .join(', ');
  return aloud(
    `${sayLr(now.lr)}. ${words}. ${story(now)}`
      .replaceAll('dL/dw', 'gradient of the loss with respect to w')
      .replaceAll('dL/db', 'gradient of the loss with respect to b'),
  );
}

function tables(now) {
  const last = now.places.length - 1;
  const first = Math.max(0, last - 9);
  return [
    {
      caption: 'The last places of the walk',
      head: ['step', 'w', 'b', 'loss'],
      rows: now.places
        .slice(first)
        .map(({ w, b }, i) => [String(first + i), number(w), number(b), number(now.losses[first + i])]),
    },
    {
      caption: 'Now',
      head: ['quantity', 'value'],
      rows: [
        ['learning rate', neat(now.lr, 3)],
        ['cars a step', String(now.batch)],
        ...numbersNow(now),
        ['lowest loss', number(now.floor)],
      ],
    },
  ];
}

export { headings, sayLr, sayStart, numbersNow, story, sentence, tables };
