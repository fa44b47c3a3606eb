// The buttons that walk through the forward pass.
import { button } from '../lib/controls.js';
import { html, write } from '../lib/svg.js';

function makeSteps({ walk }, parent) {
  const back = button({ label: 'Back', act: walk.back });
  const next = button({ label: 'Next step', act: walk.next });
  const play = button({ label: 'Play', act: walk.play });
  const all = button({ label: 'Show all', act: walk.all });
  const node = html('div', { class: 'crx-row nk-steps' }, back.node, next.node, play.node, all.node);
  next.node.classList.add('nk-next');
  parent.append(node);

  function draw({ shown, steps }) {
    back.enable(shown > 0 || walk.token !== null);
    next.enable(shown < steps.length);
    all.enable(shown < steps.length);
    write(play.node, walk.timer ? 'Pause' : 'Play');
  }
  return { node, draw };
}

export { makeSteps };
