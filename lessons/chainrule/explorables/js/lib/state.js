// The widget's state: traits of the Python object, read and written through anywidget's model.

// Set several traits as one change and send them. Nothing is sent when nothing changes.
function assign(model, changes) {
  const different = Object.entries(changes).filter(([name, value]) => model.get(name) !== value);
  if (different.length === 0) return;
  model.set(Object.fromEntries(different));
  model.save_changes();
}

// The Python call that makes the figure as it stands: `SlopeMicroscope(x=1.3, h=1e-05)`.
function settingsAsCode(model) {
  const inside = model.get('_settings').map((name) => `${name}=${pythonLiteral(model.get(name))}`);
  const given = model.get('_given'); // what stands first and is no trait, as code: `root`
  return `${model.get('_class_name')}(${[...(given ? [given] : []), ...inside].join(', ')})`;
}

function pythonLiteral(value) {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([k, v]) => `${pythonLiteral(k)}: ${pythonLiteral(v)}`);
    return `{${pairs.join(', ')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `float("${value}")`.toLowerCase();
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export { assign, settingsAsCode, pythonLiteral };
