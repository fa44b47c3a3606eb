// A line of what a lesson says, as an element: `back ticks` mark code, *stars* stress.

import { html } from './svg.js';
import { pieces } from './typed.js';

function line(text, tag = 'p', attributes = {}) {
  return html(tag, attributes,
    ...pieces(text).map((part) => (Array.isArray(part) ? html(part[0], {}, part[1]) : part)));
}

export { line };
