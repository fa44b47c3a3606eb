// Numbers in figures whose values sit side by side: as short as they are exact, or of even width.
// `number` in format.js is the course's usual three significant digits.
import { number } from './format.js';

// 0.4 → "0.4", 1.44 → "1.44", 0.99145… → "0.9915": at most `digits` significant digits, and
// zeros at the end only where they say something.
function neat(value, digits = 4) {
  const text = number(value, digits);
  const exact = Number.isFinite(value) && Number(value.toPrecision(digits)) === Number(value.toPrecision(12));
  return exact && !text.includes('×') && text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

// Always `decimals` decimals, and never "−0.00".
function fixed(value, decimals = 2) {
  if (!Number.isFinite(value)) return number(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

// With its sign: "+0.0939", "−0.3".
function signed(text) {
  return text.startsWith('−') ? text : `+${text}`;
}

// A negative number inside a product stands in brackets.
function factor(text) {
  return text.startsWith('−') ? `(${text})` : text;
}

// Whole numbers with a space before the thousands: "2 846".
function grouped(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0').replace('-', '−');
}

// A printed number for the ear.
function aloud(text) {
  return text.replaceAll('−', 'minus ').replaceAll('\u00a0', '');
}

export { neat, fixed, signed, factor, grouped, aloud };
