// Reading what a person typed.

const DECIMAL = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;
const ONE_GROUP = /^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$/;
const GROUPS = /^[+-]?[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]*|(\.[0-9]{3})+,[0-9]*|(,[0-9]{3}){2,}|(\.[0-9]{3}){2,})$/;
const THOUSANDS = 1000; // a right answer from here on may be typed with a separator: 4,820

const tidied = (text) => text.replace(/\s/g, '').replace(/−/g, '-');

// A number as people write it: decimal point or comma, typographic minus, a fraction. Null if none.
// Separators of thousands are read where they can be nothing else: 1,234,567 and 4,820.5. Twin of
// chainrule.questions.known; a test holds the two together.
function typedNumber(text) {
  const parts = tidied(text).split('/').map(decimal);
  if (parts.length > 2 || parts.includes(null)) return null;
  const [top, bottom = 1] = parts;
  const value = top / bottom;
  return Number.isFinite(value) ? value : null;
}

// The same where a number near `right` is asked for: 4,820 may be 4820 or 4.82, and is 4820 where
// the answer is a thousand or more.
function numberMeant(text, right) {
  const tidy = tidied(text);
  if (Math.abs(right) >= THOUSANDS && ONE_GROUP.test(tidy)) return Number(tidy.replace(/[.,]/g, ''));
  return typedNumber(text);
}

function decimal(text) {
  const plain = (GROUPS.test(text) ? withoutGroups(text) : text).replace(/,/g, '.');
  return DECIMAL.test(plain) ? Number(plain) : null;
}

function withoutGroups(text) {
  const last = text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.';
  const parts = text.split(last);
  const whole = (part) => part.replace(/[.,]/g, '');
  return parts.length > 2 ? whole(text) : `${whole(parts[0])}.${parts[1]}`;
}

// Whether `text` uses `word`, in any form that begins with it.
function usesWord(text, word) {
  return text.toLowerCase().split(/[^\p{L}]+/u).some((one) => one.startsWith(word.toLowerCase()));
}

// ['plain', ['code', 'f(x)'], …] from a line in which `back ticks` mark code.
function pieces(line) {
  return line.split(/`([^`]+)`/).map((part, place) => (place % 2 ? ['code', part] : part))
    .filter((part) => part !== '');
}

export { typedNumber, numberMeant, usesWord, pieces };
