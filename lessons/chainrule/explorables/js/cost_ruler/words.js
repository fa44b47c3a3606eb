// What the cost ruler says: to the eye, to the ear, and in its table. No DOM.
import { grouped, neat } from '../lib/digits.js';
import { number } from '../lib/format.js';
import { YEAR } from './present.js';

const UNITS = [
  { seconds: 1e-9, one: 'nanosecond', many: 'nanoseconds' },
  { seconds: 1e-6, one: 'microsecond', many: 'microseconds' },
  { seconds: 1e-3, one: 'millisecond', many: 'milliseconds' },
  { seconds: 1, one: 'second', many: 'seconds' },
  { seconds: 60, one: 'minute', many: 'minutes' },
  { seconds: 3600, one: 'hour', many: 'hours' },
  { seconds: 86400, one: 'day', many: 'days' },
  { seconds: YEAR, one: 'year', many: 'years' },
];
const LARGE = [
  { size: 1e12, word: 'trillion' },
  { size: 1e9, word: 'billion' },
  { size: 1e6, word: 'million' },
];

// 15 → "15 seconds", 8.6e4 → "1.0 day": two digits say how long a time feels.
function timeWords(seconds) {
  const unit = UNITS.findLast((each) => seconds >= 0.995 * each.seconds) ?? UNITS[0];
  const count = sizeWords(seconds / unit.seconds);
  return `${count} ${count === '1' ? unit.one : unit.many}`;
}

function sizeWords(count) {
  const { size, word } = LARGE.find((each) => count >= 0.995 * each.size) ?? { size: 1, word: '' };
  const rounded = Number((count / size).toPrecision(count / size >= 100 ? 3 : 2));
  return `${rounded >= 1000 ? grouped(rounded) : neat(rounded, 3)}${word && ` ${word}`}`;
}

// A count that is read, not calculated with: exact as long as it is short.
const countWords = (count) => (count < 1e6 ? grouped(count) : sizeWords(count));

const laneWords = ({ name, seconds }, alone) => (alone ? `${name}: ${timeWords(seconds)}` : timeWords(seconds));
const showWeights = countWords;
const showNs = (ns) => `${neat(Number(ns.toPrecision(2)), 2)} ns`;

function story({ n, lanes: [backprop, , both] }) {
  return (
    `One gradient of a network with ${countWords(n)} numbers: ${timeWords(backprop.seconds)} by ` +
    `backpropagation, ${timeWords(both.seconds)} by nudging each number both ways. ` +
    `That is ${countWords(both.runs / backprop.runs)} times as long.`
  );
}

const sayWeights = (now) => `${countWords(now.n)} numbers. ${story(now)}`;
const sayNs = (now) => `${showNs(now.ns).replace('ns', 'nanoseconds')} for one number and run. ${story(now)}`;
const sentence = story;

function tables({ lanes, n, ns }) {
  return [
    {
      caption: `One gradient of ${countWords(n)} numbers, ${showNs(ns)} for each and run`,
      head: ['way', 'runs', 'time', 'seconds'],
      rows: lanes.map(({ said, runs, seconds }) => [said, countWords(runs), timeWords(seconds), number(seconds)]),
    },
  ];
}

export { timeWords, countWords, laneWords, showWeights, showNs, story, sayWeights, sayNs, sentence, tables };
