// Dragging with pointer capture: works with mouse, pen and finger, and outside the picture.

// `move({ x, y, startX, startY, grab })` gets places in the picture's own units; `grab` is what
// `start()` returned.
function onDrag(node, picture, { start = () => null, move, end = () => {} }) {
  let held = null;
  const place = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  };
  node.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    node.setPointerCapture(event.pointerId);
    node.classList.add('held');
    node.focus({ preventScroll: true });
    const at = place(event);
    held = { id: event.pointerId, startX: at.x, startY: at.y, grab: start(at) };
  });
  node.addEventListener('pointermove', (event) => {
    if (!held || event.pointerId !== held.id) return;
    move({ ...place(event), startX: held.startX, startY: held.startY, grab: held.grab });
  });
  const release = (event) => {
    if (!held || event.pointerId !== held.id) return;
    held = null;
    node.classList.remove('held');
    end();
  };
  node.addEventListener('pointerup', release);
  node.addEventListener('pointercancel', release);
  node.addEventListener('lostpointercapture', release);
}

export { onDrag };
