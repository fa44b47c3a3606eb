// Whether anybody heard what a form handed over: Python, or the page that stands in for it. A kernel
// that was restarted, stopped or exchanged says nothing at all, so the form waits for a reply, and
// says so when none comes.

const PATIENCE = 1500; // ms without a reply before the learner is told
const UNHEARD = 'Nobody has answered yet, so this is not kept. If Python is busy, wait. '
  + 'If it was restarted or stopped, run this cell again: what you gave stands in the form then.';

// await(): something was handed over. `heard()` tells whether it was answered, `tell(sentence)`
// shows what there is to say.
function listener({ signal, heard, tell }) {
  let timer = null;
  signal?.addEventListener('abort', () => clearTimeout(timer));
  return {
    await() {
      clearTimeout(timer);
      timer = setTimeout(() => { if (!heard()) tell(UNHEARD); }, PATIENCE);
    },
  };
}

export { listener, UNHEARD };
