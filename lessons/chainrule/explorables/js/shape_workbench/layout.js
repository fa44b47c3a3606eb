// Where the copies of the network stand: one for each example. No DOM.
const ROW = 44;
const HEAD = 30; // above a copy, for its name
const NODE = { w: 58, h: 28 };

const columnsFor = (N, width) => (N > 2 && width >= 380 ? 2 : 1);

function copyHeight({ D, H }) {
  return HEAD + Math.max(D, H) * ROW + 8;
}

function copiesHeight(sizes, width) {
  return Math.ceil(sizes.N / columnsFor(sizes.N, width)) * copyHeight(sizes) - 4;
}

// The places of copy n: { name, inputs: [{ x, y }], neurons: [{ x, y }] }.
function copyPlaces(n, sizes, width) {
  const columns = columnsFor(sizes.N, width);
  const wide = width / columns;
  const left = (n % columns) * wide;
  const top = Math.floor(n / columns) * copyHeight(sizes) + HEAD;
  const tall = Math.max(sizes.D, sizes.H) * ROW;
  const column = (count, x) => Array.from({ length: count }, (_, i) => ({ x, y: top + ((i + 0.5) * tall) / count }));
  const [first, last] = [left + NODE.w / 2 + 4, left + wide - NODE.w / 2 - 14];
  return {
    name: { x: (first + last) / 2, y: top - 14 },
    heads: [first, last].map((x) => ({ x, y: top - 14 })),
    inputs: column(sizes.D, first),
    neurons: column(sizes.H, last),
  };
}

export { NODE, copiesHeight, copyPlaces };
