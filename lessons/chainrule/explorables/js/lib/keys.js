// Keyboard: keep a notebook's shortcuts away from our controls, and the slider keys.

// Jupyter's command-mode shortcuts match any focused element in a notebook, so that `b` on a slider
// would insert a cell and `d d` delete one. Marking the focused element, at the latest moment and
// before anyone else sees the key, holds in JupyterLab and Notebook and leaves Ctrl+S and
// Shift+Enter alone; `keeps(target)`: Shift+Enter is ours there, too. lib/notebook.js calls it.
function guardKeys(root, signal, keeps = () => false) {
  window.addEventListener('keydown', (event) => {
    const target = event.composedPath()[0];
    if (!root.contains(target)) return;
    const forNotebook = event.ctrlKey || event.metaKey || event.altKey
      || (event.shiftKey && event.key === 'Enter' && !keeps(target));
    target.toggleAttribute('data-lm-suppress-shortcuts', !forNotebook);
  }, { capture: true, signal });
}

const DIRECTION = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

// What a key press means for a slider: {steps: ±1 or ±10}, {end: 'min' | 'max'}, or null.
function sliderKey({ key, shiftKey = false, ctrlKey = false, metaKey = false, altKey = false }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === 'Home') return { end: 'min' };
  if (key === 'End') return { end: 'max' };
  const steps = DIRECTION[key];
  if (!steps) return null;
  return { steps: shiftKey && Math.abs(steps) === 1 ? 10 * steps : steps };
}

// The slider value after a key press, on the grid of `step` that contains 0, or null if the key
// is not a slider's. A value off the grid moves to its neighbours on the grid first.
function keyedValue(event, { value, step, min, max }) {
  const meaning = sliderKey(event);
  if (!meaning) return null;
  if (meaning.end) return meaning.end === 'min' ? min : max;
  const place = value / step;
  const near = Math.round(place);
  const onGrid = Math.abs(place - near) < 1e-6;
  const start = onGrid ? near : meaning.steps > 0 ? Math.floor(place) : Math.ceil(place);
  return clamp(snap((start + meaning.steps) * step, step), min, max);
}

// Nearest multiple of `step`, without the dust of binary fractions (0.30000000000000004).
function snap(value, step) {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)) + 2);
  return decimals > 15 ? value : Number((Math.round(value / step) * step).toFixed(decimals));
}

function clamp(value, min, max) {
  return Math.min(max, Math.max(min, value));
}

export { guardKeys, sliderKey, keyedValue, snap, clamp };
