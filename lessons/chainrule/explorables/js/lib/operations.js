// How a number was made, found again from what is known of it: its value, its parents' values, and
// what made it (a word or a sign, or nothing). With it a graph can be worked out anew, and so be
// nudged. No DOM.

const H = 1e-5;
const ROUNDING = 1e-9;

const CURVES = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  'σ': (v) => 1 / (1 + Math.exp(-v)),
  relu: (v) => Math.max(0, v),
  '√': Math.sqrt,
  abs: Math.abs,
};

// What other people call it.
const WORDS = {
  '*': '×', mul: '×', times: '×', product: '×', add: '+', plus: '+', sum: '+', '-': '−', sub: '−', minus: '−', neg: '−',
  '÷': '/', div: '/', truediv: '/', '**': 'power', pow: 'power', '^': 'power', sigmoid: 'σ', logistic: 'σ', ln: 'log',
  sqrt: '√', square: 'power', squared: 'power',
};

const SIGNS = new Set([...Object.keys(CURVES), '+', '×', '−', '/', 'power']);

// "__mul__", "Mul", "*3", "** 2" → "×", "×", "×", "power".
function signOf(made) {
  const bare = made.toLowerCase().replaceAll('_', '').trim();
  const known = (word) => (Object.hasOwn(WORDS, word) ? WORDS[word] : SIGNS.has(word) ? word : null);
  const withoutNumber = bare.replace(/[\s(]*[-−]?[\d.]+\)?$/, '');
  const fromTheRight = bare.replace(/^r(?=[a-z]{3})/, '');
  return known(bare) ?? known(withoutNumber) ?? known(fromTheRight) ?? '';
}

const PAIRS = {
  '+': (a, b) => a + b,
  '×': (a, b) => a * b,
  '−': (a, b) => a - b,
  '/': (a, b) => a / b,
  power: (a, b) => a ** b,
};

// Signs that a value alone betrays; a constant that was left out could explain any value.
const TELLING = new Set(['sin', 'cos', 'tan', 'exp', 'log', 'tanh', 'σ']);

const total = (values) => values.reduce((sum, value) => sum + value, 0);
const product = (values) => values.reduce((all, value) => all * value, 1);

// What can be made of one parent, a constant being left out of the parents: [sign, function].
function singles(v, { data, slopes: [slope], made }) {
  const n = exponentOf(v, data, slope, made);
  const doubled = near(data, 2 * v) && near(slope, 2);
  const squared = near(data, v * v) && near(slope, 2 * v);
  const ratio = v === 0 ? slope : data / v;
  return [
    ...Object.entries(CURVES),
    ...(doubled ? [['+', (t) => 2 * t]] : []),
    ...(squared ? [['×', (t) => t * t]] : []),
    ...(near(slope, -1) ? [['−', (t) => data + v - t]] : []),
    ...(near(slope, 1) ? [['+', (t) => t + (data - v)], ['−', (t) => t + (data - v)]] : []),
    ...(near(slope, -data / v) ? [['/', (t) => (data * v) / t]] : []),
    ...(near(slope, ratio) ? [['×', (t) => ratio * t], ['/', (t) => ratio * t]] : []),
    ...(Number.isFinite(n) ? [['power', (t) => t ** n]] : []),
    ['+', (t) => t + (data - v)],
    ['−', (t) => t + (data - v)],
    ['×', (t) => ratio * t],
    ['/', (t) => ratio * t],
  ].map(([sign, f]) => [sign, ([t]) => f(t)]);
}

// The n of vⁿ = data: from what is said ("**3"), from the values where they can tell, else with the slope.
function exponentOf(v, data, slope, made) {
  const said = Number(made.match(/-?[\d.]+$/)?.[0] ?? NaN);
  if (near(v ** said, data)) return said;
  const told = v > 0 && v !== 1 && data > 0 ? Math.log(data) / Math.log(v) : (slope * v) / data;
  return near(told, Math.round(told)) ? Math.round(told) : told;
}

function several(values, data, slopes) {
  const pairs = Object.entries(PAIRS).map(([sign, f]) => [sign, ([a, b]) => f(a, b)]);
  const [shift, factor] = [data - total(values), data / product(values)];
  return [
    ...(values.length === 2 ? pairs : []),
    ['+', (all) => total(all) + shift],
    ...(slopes.every((slope, k) => near(slope * values[k], data)) ? [['×', (all) => factor * product(all)]] : []),
  ];
}

// { sign, f }: f takes the parents' values. What the node says about its making decides; its slopes
// only choose between ways that give the same value. null: not found.
function operation(node, values) {
  const { data, slopes, made } = node;
  const ways = values.length === 1 ? singles(values[0], node) : several(values, data, slopes);
  const exact = ways.filter(([, f]) => near(f(values), data));
  const said = signOf(made);
  const fits = said ? exact.filter(([sign]) => sign === said) : exact;
  const found = fits.find((way) => slopesFit(way, values, slopes)) ?? fits.find(([sign]) => said || TELLING.has(sign));
  return found ? { sign: found[0], f: found[1] } : null;
}

function slopesFit([, f], values, slopes) {
  return values.every((value, k) => {
    const h = H * Math.max(1, Math.abs(value));
    const at = (by) => f(values.map((other, i) => (i === k ? other + by : other)));
    return Math.abs((at(h) - at(-h)) / (2 * h) - slopes[k]) <= 1e-6 * Math.max(1, Math.abs(slopes[k]));
  });
}

// nodes: [{ data, parents: [places], slopes, made }]; `order` lists places, parents first. Gives what
// a nudge of each node says about the last value: (up − down) / 2h, NaN where it cannot be told.
function nudges(nodes, order, root) {
  const given = (node) => node.parents.map((parent) => nodes[parent].data);
  const ways = nodes.map((node) => (node.parents.length > 0 ? operation(node, given(node)) : null));
  const after = (place, value) => {
    const values = nodes.map(({ data }) => data);
    values[place] = value;
    const moved = new Set([place]);
    for (const each of order) {
      if (each === place || !nodes[each].parents.some((parent) => moved.has(parent))) continue;
      moved.add(each);
      values[each] = ways[each] ? ways[each].f(nodes[each].parents.map((parent) => values[parent])) : NaN;
    }
    return values[root];
  };
  return nodes.map(({ data }, place) => {
    const h = H * Math.max(1, Math.abs(data));
    return (after(place, data + h) - after(place, data - h)) / (2 * h);
  });
}

function near(a, b) {
  return Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a), Math.abs(b));
}

export { signOf, operation, nudges };
