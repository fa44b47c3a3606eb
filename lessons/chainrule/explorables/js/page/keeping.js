// For page.js: the learner's answers in a page, kept by the browser alone and for each lesson, as
// predictions.json does for a notebook. A browser that keeps nothing is fine: the answers then last
// until the page is closed.

const PREFIX = 'chain-rule-course/';

function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // some browsers refuse it to local files
  }
}

function read(lesson) {
  try {
    const kept = JSON.parse(store()?.getItem(PREFIX + lesson) ?? 'null');
    const entries = Array.isArray(kept?.entries) ? kept.entries : [];
    return entries.filter((entry) => typeof entry?.name === 'string' && typeof entry.answer === 'string'
      && Array.isArray(entry.choices));
  } catch {
    return [];
  }
}

function write(lesson, entries) {
  try {
    store()?.setItem(PREFIX + lesson, JSON.stringify({ entries }));
    return store() !== null;
  } catch {
    return false;
  }
}

function openJournal(lesson) {
  const entries = new Map(read(lesson).map((entry) => [entry.name, entry]));
  const watchers = [];
  let lasts = store() !== null;
  const tellOf = (entry) => {
    const hear = watchers.filter(([name]) => name === null || name === entry.name);
    for (const [, callback] of hear) callback(entry);
  };
  // Another tab may hold the same lesson: what it kept is taken over before anything is written.
  const takeOver = () => {
    const others = read(lesson).filter(({ name }) => !entries.has(name));
    for (const entry of others) entries.set(entry.name, entry);
    others.forEach(tellOf);
  };
  const keep = (entry) => {
    takeOver();
    entries.set(entry.name, entry);
    lasts = write(lesson, [...entries.values()]);
  };
  window.addEventListener('storage', (event) => {
    if (event.key === PREFIX + lesson && event.newValue !== null) takeOver();
  });
  return {
    entry: (name) => entries.get(name) ?? null,
    entries: () => [...entries.values()],
    isSettled: (name) => entries.has(name),
    // False once the browser refused to keep an answer beyond this page.
    lasts: () => lasts,
    // The first commitment stands; a skipped question may still be answered.
    commit(entry) {
      takeOver();
      const kept = entries.get(entry.name);
      if (kept && (!kept.skipped || entry.skipped)) return kept;
      keep({ answer: '', confidence: null, skipped: false, right: null, question: '', choices: [], ...entry });
      tellOf(entries.get(entry.name));
      return entries.get(entry.name);
    },
    mark(name, right) {
      const kept = entries.get(name);
      if (kept && !kept.skipped && kept.right !== right) keep({ ...kept, right });
    },
    // Without a name: at every commitment.
    onCommit(name, callback) { watchers.push([name, callback]); },
    forget() {
      entries.clear();
      try {
        store()?.removeItem(PREFIX + lesson);
      } catch {
        lasts = false;
      }
    },
  };
}

export { openJournal, read };
