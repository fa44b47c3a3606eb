// At most once a frame: the first value of a frame is used at once, and of those that come before
// the next frame only the last, then. So a single key press shows without delay, and a hand that
// moves faster than the screen costs no more than one drawing a frame.
//
// Frames may be late. Whatever goes on from what was set calls `settle()` first, or a value that
// still waits would come after it and undo it.

// `act(value)`: what a value leads to; `frame(f)`: calls f before the next frame.
function oncePerFrame(act, signal, frame = (f) => requestAnimationFrame(f)) {
  let waits = false;
  let late = []; // the last value that has to wait, if there is one

  function use(value) {
    act(value);
    waits = true;
    frame(() => {
      const [next] = late;
      const some = late.length > 0 && !signal?.aborted;
      [waits, late] = [false, []];
      if (some) use(next);
    });
  }

  function settle() {
    const [next] = late;
    const some = late.length > 0 && !signal?.aborted;
    late = [];
    if (some) act(next);
  }

  return {
    settle,
    set(value) {
      if (waits) late = [value];
      else use(value);
    },
    // The value that waits, or else `now`: what the next key press goes on from.
    wished: (now) => (late.length > 0 ? late[0] : now),
  };
}

export { oncePerFrame };
