// What joins a figure or a question to the notebook around it: keys, the first Tab, short lines.
import { firstTab } from './first_tab.js';
import { guardKeys } from './keys.js';

// Call it first in every render(). `first()`: where the first Tab goes; `keeps(target)`: Shift+Enter is
// ours there. The notebook's lines of text are kept short by css/base.css, as it is one of the course's.
function joinNotebook(root, signal, { first, keeps }) {
  guardKeys(root, signal, keeps);
  firstTab(root, signal, first);
  // A notebook takes a figure in after it is rendered: its first size tells.
  const watcher = new ResizeObserver(() => {
    if (!root.isConnected) return;
    root.closest('.jp-Notebook')?.classList.add('crx-course');
    watcher.disconnect();
  });
  watcher.observe(root);
  signal.addEventListener('abort', () => watcher.disconnect());
}

export { joinNotebook };
