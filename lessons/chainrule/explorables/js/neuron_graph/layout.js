// Where the numbers of one neuron stand: what can be turned on the left, the loss on the right. No DOM.
const ROW = 46;
const TOP = 26; // room for a name above the first node
const PLATE = { w: 100, h: 40 };
const COLUMNS = 5;
const WIDE = 620; // from here on the local slopes have room on the edges

const rowsOf = (inputs) => 2 * inputs + 1;
const heightOf = (inputs) => Math.max(TOP + ROW * rowsOf(inputs), 190);

// { at: { id: { x, y } }, plate, wide }
function places(inputs, width) {
  const pitch = width / COLUMNS;
  const wide = width >= WIDE;
  const plate = { w: wide ? PLATE.w : Math.min(PLATE.w, pitch - 5), h: PLATE.h };
  const across = (column) => plate.w / 2 + 2 + (column * (width - plate.w - 4)) / (COLUMNS - 1);
  const down = (row) => TOP + ROW * (row + 0.5) - 8;
  const middle = down((rowsOf(inputs) - 1) / 2);
  const at = { b: { x: across(1), y: down(2 * inputs) } };
  for (let i = 0; i < inputs; i += 1) {
    at[`x${i + 1}`] = { x: across(0), y: down(2 * i) };
    at[`w${i + 1}`] = { x: across(0), y: down(2 * i + 1) };
    at[`p${i + 1}`] = { x: across(1), y: down(2 * i + 0.5) };
  }
  ['z', 'a', 'L'].forEach((id, k) => { at[id] = { x: across(2 + k), y: middle }; });
  return { at, plate, wide };
}

export { heightOf, places };
