// A picture that is drawn in the pixels it really has: text keeps its size at any width.
import { html, set, svg, uid } from './svg.js';

// `basis` is the width at which pictures stand side by side; `height(width, stageWidth)`
// in pixels; `margin(width, stageWidth)` is kept free for axes. `name` is read aloud, `heading`
// stands above the picture.
function plot({ parent, name, heading = '', basis = 280, grow = 1, height, margin }) {
  const title = html('div', { class: 'crx-plot-name' }, heading);
  const host = html('div', { class: 'crx-plot', style: `flex: ${grow} 1 ${basis}px` }, title);
  const picture = svg('svg', { role: 'group', 'aria-label': name });
  host.append(picture);
  parent.append(host);
  const clipId = uid();
  const clip = svg('rect', {}, svg('clipPath', { id: clipId }, svg('defs', {}, picture)));
  const self = {
    host, picture, title,
    width: 0, height: 0, box: { left: 0, right: 0, top: 0, bottom: 0 },
    // Take the present width; true when it changed.
    measure(stageWidth) {
      const width = Math.floor(host.clientWidth);
      if (width === 0) return false;
      const tall = Math.round(height(width, stageWidth));
      if (width === self.width && tall === self.height) return false;
      self.width = width;
      self.height = tall;
      const room = margin(width, stageWidth);
      self.box = { left: room.left, right: width - room.right, top: room.top, bottom: self.height - room.bottom };
      set(picture, { viewBox: `0 0 ${self.width} ${self.height}`, width: self.width, height: self.height });
      set(clip, {
        x: self.box.left, y: self.box.top,
        width: Math.max(0, self.box.right - self.box.left), height: Math.max(0, self.box.bottom - self.box.top),
      });
      return true;
    },
    // A group that is emptied and drawn again, and only when `key` differs from the last time.
    layer({ clipped = false, hidden = true } = {}) {
      const clipping = clipped ? `url(#${clipId})` : null;
      const node = svg('g', { 'clip-path': clipping, 'aria-hidden': hidden ? 'true' : null }, picture);
      let drawn = null;
      return {
        node,
        fill(key, draw) {
          if (key === drawn) return;
          drawn = key;
          node.replaceChildren();
          draw(node);
        },
      };
    },
  };
  return self;
}

// An arrow head at (x, y) pointing along the angle (radians).
function arrowHead(x, y, angle, size = 8) {
  const tip = (turn) => {
    const [across, down] = [size * Math.cos(angle + turn), size * Math.sin(angle + turn)];
    return `${(x - across).toFixed(2)},${(y - down).toFixed(2)}`;
  };
  return `M${tip(0.45)}L${x.toFixed(2)},${y.toFixed(2)}L${tip(-0.45)}`;
}

export { plot, arrowHead };
