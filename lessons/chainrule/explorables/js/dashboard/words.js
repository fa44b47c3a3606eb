// What the dashboard says: to the eye, to the ear, and in its tables. No DOM.
import { aloud, fixed, grouped, neat, signed } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { LINKS } from './present.js';

const AT_THE_FLOOR = 'The pedal is at the floor.';

function drives({ at, pushes }) {
  const next = pushes ? `; next percent adds about ${number(at.dv_dp)} km/h` : '';
  return `${grouped(at.rpm)} rpm, ${fixed(at.speed, 1)} km/h${next}`;
}

function sayPedal(now) {
  return `${neat(now.pedal)} percent, ${drives(now)}`;
}

function sayGear(now) {
  return `gear ${now.gear}, ratio ${now.ratio}, ${drives(now)}`;
}

function sayNudge({ nudge, next }) {
  return `${neat(nudge)} percent, predicted ${aloud(neat(next.predicted.speed, 3))} kilometres per hour`;
}

function sayPush({ judged: { key, said } }, { predicted, real }) {
  const moved = (values) => aloud(signed(neat(values[key], 3)));
  return `Predicted ${moved(predicted)}, really ${moved(real)} ${said}. `;
}

function rate({ over, under }) {
  return `d${over}/d${under}`;
}

function unit({ top, bottom }) {
  return `${top} per ${bottom}`;
}

// What becomes of the units when the cards are put together.
function verdict({ join, links, whole }) {
  if (join === 'apart') {
    return 'Each link has its own rate and its own unit. Put the cards together: which operation fits the units?';
  }
  if (join === 'add') return `You cannot add ${unit(links[0])} to ${unit(links[1])}: the units differ.`;
  const gone = links.slice(1).map(({ top }) => top);
  return `${gone.join(', ')} cancel${gone.length > 1 ? '' : 's'}: what is left is ${unit(whole)}.`;
}

// What the next push should do, and what the last one did.
function pushPieces(now) {
  const { at, judged, last, next } = now;
  if (next.moved === 0) return [`${AT_THE_FLOOR} `, ...(last ? lastPieces(now) : [])];
  const predicted = `predicted ${signed(neat(next.predicted[judged.key]))} ${judged.unit}`;
  return [
    `Next ${neat(next.moved)} %: `, ['slope-text strong', predicted],
    ` (${neat(at[judged.rate])} × ${neat(next.moved)}).`,
    ...(last ? lastPieces(now) : [['db-line muted-text', 'What really happens shows when you push.']]),
  ];
}

function lastPieces({ judged, last }) {
  const { predicted, real } = last[judged.key];
  return [
    ['db-line', ''], `Last push, ${neat(last.start)} % to ${neat(last.end)} %: `,
    ['slope-text strong', `predicted ${signed(neat(predicted))}`],
    ', ', ['forward-text strong', `really ${signed(neat(real))} ${judged.unit}`], `: ${miss(predicted, real)}.`,
  ];
}

function miss(predicted, real) {
  const off = Math.abs(predicted - real) / Math.abs(real);
  return `the prediction is ${number(100 * off, 2)} % too ${predicted > real ? 'large' : 'small'}`;
}

function sentence(now) {
  return aloud(drives(now));
}

function tables(now) {
  return [
    { caption: 'Values', head: ['quantity', 'value'], rows: valueRows(now) },
    { caption: 'Rates', head: ['rate', 'value', 'unit'], rows: rateRows(now) },
    ...(now.pushes ? [{ caption: 'The nudge', head: ['push', 'predicted', 'really'], rows: nudgeRows(now) }] : []),
  ];
}

function valueRows({ pedal, gear, ratio, at, ...now }) {
  return [
    ['pedal p', `${neat(pedal)} %`], ['gear, ratio', `${gear}, ${fixed(ratio, 1)}`],
    ['engine r', `${grouped(at.rpm)} rpm`], ['speed v', `${fixed(at.speed, 2)} km/h`],
    ['speed u', `${neat(at.u)} m/s`], ['drag D', `${neat(at.drag)} kW`], ['in words', drives({ at, ...now })],
  ];
}

function rateRows({ pedal, at, pushes }) {
  const products = [
    ['dv/dp, their product', neat(at.dv_dp), 'km/h per %'], ['dD/dp, their product', neat(at.dD_dp), 'kW per %'],
  ];
  return [
    ...[...LINKS].reverse().map((link) => [rate(link), neat(at[link.id]), unit(link)]),
    ...(pushes ? products : []),
    ['average v/p', pedal ? neat(at.speed / pedal) : 'no value', 'km/h per %'],
  ];
}

function nudgeRows({ last, next }) {
  return [['speed', 'km/h'], ['drag', 'kW']].flatMap(([key, kind]) => {
    const moved = (value) => `${signed(neat(value))} ${kind}`;
    const coming = [`next ${neat(next.moved)} %, ${key}`, moved(next.predicted[key]), 'push to see'];
    if (!last) return [coming];
    const { predicted, real } = last[key];
    return [coming, [`last, ${neat(last.start)} % to ${neat(last.end)} %, ${key}`, moved(predicted), moved(real)]];
  });
}

export { AT_THE_FLOOR, sayPedal, sayGear, sayNudge, sayPush, rate, verdict, pushPieces, sentence, tables };
