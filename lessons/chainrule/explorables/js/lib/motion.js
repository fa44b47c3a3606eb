// Motion that respects `prefers-reduced-motion` and ends with its view.

function wantsLessMotion() {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

// Call `step(value)` from `from` to `to` within `ms`, or once with `to` if less motion is wanted.
// Returns a function that stops where it is. `along` maps 0…1 to a value (linear by default).
function glide({ from, to, ms = 240, signal, step, along = (t) => from + (to - from) * t, done = () => {} }) {
  let running = true;
  const finish = () => { running = false; step(to); done(); };
  if (wantsLessMotion() || document.hidden) {
    finish();
    return () => {};
  }
  const begin = performance.now();
  const frame = (now) => {
    if (!running || signal.aborted) return;
    // A frame's time can lie a little before the moment in which the glide was asked for.
    const t = Math.min(1, Math.max(0, (now - begin) / ms));
    if (t >= 1) finish();
    else {
      step(along(1 - (1 - t) ** 3));
      requestAnimationFrame(frame);
    }
  };
  requestAnimationFrame(frame);
  return () => { running = false; };
}

export { wantsLessMotion, glide };
