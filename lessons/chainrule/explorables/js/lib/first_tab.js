// The first Tab after Shift+Enter goes to what the cell has just shown.
//
// JupyterLab then holds the focus on the notebook, with the next cell framed, and the browser's own
// Tab would go past all cells to the end. So the first Tab is taken, once, while nothing else in the
// notebook has the focus and the framed cell is this one or the one behind it.

// `first()` gives the element to go to, or nothing.
function firstTab(root, signal, first) {
  let waits = true;
  root.addEventListener('focusin', () => { waits = false; }, { signal });
  window.addEventListener('keydown', (event) => {
    const other = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== 'Tab' || other || !waits || !justRun(root)) return;
    const target = first();
    if (!target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
  }, { capture: true, signal });
}

// Nobody but the notebook, or the cell that it frames, has the focus, and it frames this cell or the
// next one.
function justRun(root) {
  const cell = root.closest('.jp-Cell');
  const notebook = cell?.closest('.jp-Notebook');
  if (!notebook || !root.checkVisibility()) return false;
  const cells = [...notebook.querySelectorAll('.jp-Cell')];
  const framed = cells.findIndex((each) => each.classList.contains('jp-mod-active'));
  const ahead = framed - cells.indexOf(cell);
  if (framed < 0 || ahead < 0 || ahead > 1) return false;
  const at = document.activeElement;
  return at === null || at === document.body || at === cells[framed] || at.contains(notebook);
}

export { firstTab };
