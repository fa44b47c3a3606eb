// Rows of controls of which a figure shows only those it was asked for, and buttons that have a key.
import { button } from './controls.js';
import { html, set } from './svg.js';

// members: [wanted(now), control]. A member that is not wanted is hidden, and the row is gone when
// nobody is left.
function rowOf(cls, members) {
  const node = html('div', { class: cls }, ...members.map(([, control]) => control.node));
  return {
    node,
    draw(now) {
      for (const [wanted, control] of members) {
        control.node.hidden = !wanted(now);
        if (!control.node.hidden) control.update();
      }
      node.hidden = members.every(([, control]) => control.node.hidden);
    },
  };
}

// A button that also has a key of the figure's; one that is not shown, or out of use, has none.
// `main`: the one that is pressed most. `keyShown`: the key stands on the button, beside its words,
// which `words` holds for those that change.
function keyedButton({ frame }, { label, key, act, main = false, keyShown = false }) {
  const words = html('span', {}, label);
  const made = { ...button({ label: keyShown ? words : label, act }), words };
  if (keyShown) made.node.append(html('kbd', {}, key));
  if (main) made.node.classList.add('crx-main');
  set(made.node, { 'aria-keyshortcuts': key });
  frame.shortcut(key, () => press(made.node));
  return made;
}

function press(node) {
  if (!node.closest('[hidden]') && !node.hasAttribute('aria-disabled')) node.click();
}

export { keyedButton, press, rowOf };
