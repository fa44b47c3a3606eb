// Numbers as everyone sees and hears them; twin of printing.py, tests hold the two together.
// Three significant digits, a real minus sign.

const RAISED = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

function raised(integer) {
  return [...String(integer)].map((letter) => RAISED[letter]).join('');
}

function parts(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return { mantissa: mantissa.replace('-', '−'), exponent: Number(exponent) };
}

// 0.4017 → "0.402", −0.3092 → "−0.309", 0.00001 → "1.00×10⁻⁵", 1234.5 → "1230".
// Decimals from a thousandth up to ten thousand, powers of ten beyond.
function number(value, digits = 3) {
  if (Number.isNaN(value)) return 'no value';
  if (!Number.isFinite(value)) return value > 0 ? 'too large' : '−too large';
  if (value === 0) return '0';
  const { mantissa, exponent } = parts(value, digits);
  if (exponent < -3 || exponent > 3) return `${mantissa}×10${raised(exponent)}`;
  return Number(value.toPrecision(digits)).toFixed(Math.max(0, digits - 1 - exponent)).replace('-', '−');
}

// The same number for the ear: "minus 0.309", "1.00 times ten to the minus 5".
function spoken(value, digits = 3) {
  if (Number.isNaN(value) || value === 0) return value === 0 ? '0' : 'no value';
  if (!Number.isFinite(value)) return 'a number too large for the computer';
  const sign = value < 0 ? 'minus ' : '';
  const { mantissa, exponent } = parts(Math.abs(value), digits);
  if (exponent >= -3 && exponent <= 3) return sign + number(Math.abs(value), digits);
  return `${sign}${mantissa} times ten to the ${exponent < 0 ? 'minus ' : ''}${Math.abs(exponent)}`;
}

// A power of ten as itself ("10⁻⁵", "0.1", "100"), any other number as `number` prints it.
function power(value) {
  if (!(value > 0) || !Number.isFinite(value)) return number(value);
  const { exponent } = parts(value, 3);
  if (Number(`1e${exponent}`) !== value) return number(value);
  return exponent >= -1 && exponent <= 3 ? String(value) : `10${raised(exponent)}`;
}

// All the digits that a double has, in plain decimals where that is short.
function allDigits(value) {
  if (!Number.isFinite(value)) return number(value);
  if (value === 0) return '0';
  const { exponent } = parts(value, 17);
  if (exponent < -4 || exponent > 5) {
    const { mantissa } = parts(value, 17);
    return `${mantissa}×10${raised(exponent)}`;
  }
  return value.toFixed(Math.max(0, 16 - exponent)).replace('-', '−');
}

// How many leading characters two numbers share when all their digits are written out.
function sharedPrefix(a, b) {
  if (a === b) return a.length;
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
}

// For attributes that assistive technology reads as a number: plain decimals, never 1e-17.
function plain(value, digits = 12) {
  const rounded = Number(value.toPrecision(digits));
  const text = String(rounded);
  return text.includes('e-') ? rounded.toFixed(24).replace(/0+$/, '') : text;
}

export { number, spoken, plain, power, allDigits, sharedPrefix, raised };
