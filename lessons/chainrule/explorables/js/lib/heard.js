// Whether anybody heard what a form or a figure handed over: Python, or the page that stands in for it. A kernel
// that was restarted, stopped or exchanged says nothing at all, so the form waits for a reply, and
// says so when none comes.

const PATIENCE = 1500; // ms without a reply before the learner is told
const UNHEARD = 'Nobody has answered yet, so this is not kept. If Python is busy, wait. '
  + 'If it was restarted or stopped, run this cell again: what you gave stands in the form then.';

const AGAIN = 'If Python is busy, wait. If it was restarted or stopped, run this cell again.';
const SKIP_UNHEARD = `Nobody has answered yet, so your skip is not kept. ${AGAIN}`;
const FIGURE_UNHEARD = `Nobody has answered yet. ${AGAIN}`;

// Whether Python stands behind a figure: behind a page without Jupyter there is none to wait for.
const hasPython = (model) => model.answers !== false;

// await(): something was handed over. `heard()` tells whether it was answered, `tell(sentence)`
// shows what there is to say.
function listener({ signal, heard, tell, sentence = UNHEARD }) {
  let timer = null;
  signal?.addEventListener('abort', () => clearTimeout(timer));
  return {
    await() {
      clearTimeout(timer);
      timer = setTimeout(() => { if (!heard()) tell(sentence); }, PATIENCE);
    },
  };
}

// The same for a figure, which may wait for several answers: `expects(heard, sentence)` shows its
// sentence while one of them stays away, and takes it back when it has come. `tell('')`: nothing.
function expectations({ signal, model, tell }) {
  const open = new Map(); // what was handed over and not heard, and whether it was said
  const show = () => tell([...open].find(([, told]) => told)?.[0].sentence ?? '');
  model.on('change', () => {
    const before = open.size;
    for (const each of open.keys()) if (each.heard()) open.delete(each);
    if (open.size < before) show();
  });
  return (heard, sentence = FIGURE_UNHEARD) => {
    const each = { heard, sentence };
    open.set(each, false);
    listener({
      signal,
      heard: () => heard() || !open.has(each),
      sentence,
      tell: () => {
        open.set(each, true);
        show();
      },
    }).await();
  };
}

export { hasPython, listener, expectations, UNHEARD, SKIP_UNHEARD, FIGURE_UNHEARD };
