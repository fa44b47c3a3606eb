// The elementary functions of the menus, each with its exact derivative.
// Names and meanings are those of Python's `chainrule.machines`.
//   f, df    value and slope           formula(a)  the function written with argument a
//   label    text in a menu            view        lowest and highest value worth showing on [−3, 3]

const FUNCTIONS = {
  square: {
    label: 'square, t²', said: 'square', f: (t) => t * t, df: (t) => 2 * t,
    formula: (a) => `${tight(a)}²`, view: [-1.5, 9.5],
  },
  cube: {
    label: 'cube, t³', said: 'cube', f: (t) => t * t * t, df: (t) => 3 * t * t,
    formula: (a) => `${tight(a)}³`, view: [-12, 12],
  },
  sin: {
    label: 'sin t', said: 'sine', f: Math.sin, df: Math.cos,
    formula: (a) => `sin(${a})`, view: [-1.8, 1.8],
  },
  cos: {
    label: 'cos t', said: 'cosine', f: Math.cos, df: (t) => -Math.sin(t),
    formula: (a) => `cos(${a})`, view: [-1.8, 1.8],
  },
  exp: {
    label: 'exp t', said: 'exponential', f: Math.exp, df: Math.exp,
    formula: (a) => `exp(${a})`, view: [-1.5, 10],
  },
  reciprocal: {
    label: '1/t', said: 'one over', f: (t) => (t === 0 ? NaN : 1 / t),
    df: (t) => (t === 0 ? NaN : -1 / (t * t)),
    formula: (a) => `1/${tight(a)}`, view: [-4, 4], gap: 0, // no value there
  },
  triple_plus_one: {
    label: '3t + 1', said: 'three times plus one', f: (t) => 3 * t + 1, df: () => 3,
    formula: (a) => `3${a === 'x' || a === 'u' ? a : tight(a)} + 1`, view: [-9, 11],
  },
  double: {
    label: '2t', said: 'double', f: (t) => 2 * t, df: () => 2,
    formula: (a) => `2${tight(a)}`, view: [-7, 7],
  },
};

function tight(argument) {
  return /^\w+$/.test(argument) || /^\w+\([^()]*\)$/.test(argument) ? argument : `(${argument})`;
}

function functionNamed(name) {
  const found = FUNCTIONS[name];
  if (!found) throw new Error(`no function named ${name}: use one of ${Object.keys(FUNCTIONS).join(', ')}`);
  return found;
}

function menuOf(names) {
  return names.map((value) => ({ value, label: functionNamed(value).label }));
}

// True when the function has no value somewhere between a and b.
function gapBetween(fn, a, b) {
  return fn.gap !== undefined && Math.min(a, b) <= fn.gap && fn.gap <= Math.max(a, b);
}

export { FUNCTIONS, functionNamed, menuOf, gapBetween };
