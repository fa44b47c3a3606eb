// Reading what a person typed.

// A number as people write it: decimal point or comma, typographic minus, a fraction. Null if none.
function typedNumber(text) {
  const tidy = text.replace(/\s/g, '').replace('−', '-').replace(/,/g, '.');
  const parts = tidy.split('/');
  if (parts.length > 2 || parts.some((part) => part === '')) return null;
  const [top, bottom = 1] = parts.map(Number);
  const value = top / bottom;
  return Number.isFinite(value) ? value : null;
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

export { typedNumber, usesWord, pieces };
