// What stands in a form and is not committed yet. A cell that is run again makes a new form, with a
// module of its own, so drafts lie on the page: they last until it is closed, and leave it never.

function drafts() {
  globalThis.crxDrafts ??= new Map();
  return globalThis.crxDrafts;
}

export { drafts };
