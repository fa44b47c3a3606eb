// What stands in a form and is not kept yet. A cell that is run again makes a new form, with a
// module of its own, so drafts lie with the page; in its tab's own storage they survive a reload.
// They last until the tab is closed, and leave it never.

const PREFIX = 'chain-rule-draft/';

function store() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // some browsers refuse it to local files
  }
}

function drafts() {
  globalThis.crxDrafts ??= new Map();
  return {
    get(name) {
      const here = globalThis.crxDrafts.get(name);
      if (here !== undefined) return here;
      try {
        return JSON.parse(store()?.getItem(PREFIX + name) ?? 'null') ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(name, draft) {
      globalThis.crxDrafts.set(name, draft);
      try {
        store()?.setItem(PREFIX + name, JSON.stringify(draft));
      } catch {
        // A full storage: the draft still lies with the page.
      }
    },
    delete(name) {
      globalThis.crxDrafts.delete(name);
      store()?.removeItem(PREFIX + name);
    },
  };
}

export { drafts };
