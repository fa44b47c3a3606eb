// For page.js: a figure's state in a page without Jupyter. What anywidget gives to render(), and no more.

class Model {
  constructor(values, saved = () => {}) {
    this.values = structuredClone(values);
    this.listeners = [];
    this.saved = saved;
    this.answers = false; // no Python stands behind a page
  }

  get(name) { return this.values[name]; }

  set(name, value) {
    const changes = typeof name === 'object' ? name : { [name]: value };
    const real = Object.entries(changes).filter(([key, to]) => this.values[key] !== to);
    Object.assign(this.values, Object.fromEntries(real));
    for (const [key, to] of real) this.fire(`change:${key}`, to);
    if (real.length > 0) this.fire('change');
  }

  fire(event, ...details) {
    for (const [name, callback] of [...this.listeners]) if (name === event) callback(...details);
  }

  on(events, callback) { for (const name of events.split(' ')) this.listeners.push([name, callback]); }

  off(event, callback) {
    this.listeners = this.listeners.filter(([name, f]) => (event && name !== event) || (callback && f !== callback));
  }

  save_changes() { this.saved(this); }

  send() {} // there is no kernel to send to
}

export { Model };
