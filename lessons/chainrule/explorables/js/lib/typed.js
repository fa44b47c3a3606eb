// Reading what a person typed.

const DECIMAL = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;
const ONE_GROUP = /^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$/;
const GROUPS = /^[+-]?[1-9][0-9]{0,2}((,[0-9]{3})+\.[0-9]*|(\.[0-9]{3})+,[0-9]*|(,[0-9]{3}){2,}|(\.[0-9]{3}){2,})$/;
const CLOSE_ENOUGH = 5e-3;
const THOUSANDS = 1000; // a right answer from here on may be typed with a separator: 4,820

const DASHES = /[‐‑‒–—―−﹣－]/g; // what keyboards and word processors make of a minus
const FRACTIONS = {
  '½': '1/2', '⅓': '1/3', '⅔': '2/3', '¼': '1/4', '¾': '3/4', '⅛': '1/8', '⅜': '3/8', '⅝': '5/8', '⅞': '7/8',
};
const MIXED = /^([+-]?)([0-9]+) ([0-9]+)\/([0-9]+)$/;

// One text for all ways to write a number; empty where digits stand apart that do not belong together.
function tidied(text) {
  const plain = text.replace(DASHES, '-').replace(/[⁄∕]/g, '/');
  const drawn = plain.replace(/[½⅓⅔¼¾⅛⅜⅝⅞]/g, (sign) => ` ${FRACTIONS[sign]}`);
  const spaced = drawn.trim().replace(/^[=≈]/, '').trim().replace(/\s+/g, ' ').replace(/ ?\/ ?/g, '/');
  const [, sign, whole, top, bottom] = MIXED.exec(spaced.replace(/^([+-]) /, '$1')) ?? [];
  if (whole) return `${sign}${Number(whole) * Number(bottom) + Number(top)}/${bottom}`;
  const grouped = spaced.replace(/([0-9]) (?=[0-9]{3}(?![0-9]))/g, '$1');
  return /[0-9] [0-9]/.test(grouped) ? '' : grouped.replace(/ /g, '');
}

// A number as people write it: decimal point or comma, any dash for a minus, a fraction, a mixed
// number (1 1/2, 1½), thousands apart (4 820). Null if none.
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

// Is a number right: a whole one exactly, any other to three figures, or rounded to two? Twin of
// chainrule.questions.known.
function isClose(number, right) {
  if (Number.isInteger(right)) return Math.abs(number - right) < 1e-9;
  const apart = Math.abs(number - right);
  if (apart <= CLOSE_ENOUGH * Math.max(Math.abs(number), Math.abs(right))) return true;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(right))) - 1);
  return apart <= unit * (0.5 + 1e-9) && Math.abs(number / unit - Math.round(number / unit)) < 1e-6;
}

// What to say about a text that is no number, so that the next try is one.
function unread(text) {
  const [unit] = /[%‰°]|[^\W\d_]+/u.exec(text.replace(/[0-9]e[+-]?[0-9]/gi, '')) ?? [];
  if (!/[0-9½⅓⅔¼¾⅛⅜⅝⅞]/.test(text)) return 'Type a number first, such as 2.5 or −1/4.';
  if (unit) return `Type the number alone, without “${unit}”.`;
  if (/[*×·^()+]/.test(text)) return 'Work it out first, and type the one number that comes out.';
  return 'That is no number yet: type it like 2.5, 2,5, −1/4 or 1 1/2.';
}

// Whether `text` uses `word`, in any form that begins with it.
function usesWord(text, word) {
  return text.toLowerCase().split(/[^\p{L}]+/u).some((one) => one.startsWith(word.toLowerCase()));
}

// A stressed word has nothing else at its stars: `2 * x * y` and `x**2` are no stress.
const STRESSED = /(^|[^\p{L}\d_*])\*([^\s*](?:[^*]*[^\s*])?)\*(?=$|[^\p{L}\d_*])/gu;

// ['plain', ['code', 'f(x)'], ['em', 'now'], …] from a line in which `back ticks` mark code and
// *stars* stress.
function pieces(line) {
  return line.split(/`([^`]+)`/).flatMap((part, place) => (place % 2 ? [['code', part]] : stressed(part)))
    .filter((part) => part !== '');
}

function stressed(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(STRESSED)) {
    parts.push(text.slice(end, found.index) + found[1], ['em', found[2]]);
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

export { isClose, typedNumber, numberMeant, unread, usesWord, pieces };
