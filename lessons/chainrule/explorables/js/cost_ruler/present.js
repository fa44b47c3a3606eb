// What the cost ruler shows: the runs that one gradient takes in three ways, and their time. No DOM.
const YEAR = 365.25 * 24 * 3600; // seconds
// The twin of cost_ruler.py. The universe is 13.8 billion years old.
const MARKS = [
  { name: '1 µs', seconds: 1e-6 },
  { name: 'blink', seconds: 0.2 },
  { name: 'coffee', seconds: 300 },
  { name: 'night', seconds: 8 * 3600 },
  { name: 'life', seconds: 80 * YEAR },
  { name: 'universe', seconds: 13.8e9 * YEAR },
];
// Backpropagation: one run forward; the sweep back costs about two more.
const WAYS = [
  { name: 'backprop', said: 'backpropagation', runs: () => 3 },
  { name: 'one-sided', said: 'nudging one way', runs: (n) => n + 1 },
  { name: 'both sides', said: 'nudging both ways', runs: (n) => 2 * n },
];

function present(model) {
  const [n, ns] = ['n', 'ns'].map((name) => model.get(name));
  const run = n * ns * 1e-9; // seconds of one forward pass
  const lanes = WAYS.map(({ name, said, runs }) => ({ name, said, runs: runs(n), seconds: runs(n) * run }));
  return { n, ns, run, lanes, controls: model.get('controls') };
}

export { MARKS, YEAR, present };
