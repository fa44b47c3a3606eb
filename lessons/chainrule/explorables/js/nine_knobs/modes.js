// Which parts of the figure each of its modes shows.

function makeModes({ frame, network }, { right, prediction, curves, score, steps, controls }) {
  const plots = [network.plot, prediction.plot, score.plot, ...curves.plots];
  const shownIn = [
    [['curve'], [prediction.plot.host, ...curves.plots.map(({ host }) => host), controls.curve]],
    [['game'], [score.plot.host, controls.game]],
    [['watch'], [steps.node]],
    [['watch', 'curve'], [controls.outside]],
    [['curve', 'game'], [frame.controls]],
  ];
  let drawn = null;

  function draw({ mode, watching }) {
    if (mode === drawn) return;
    drawn = mode;
    right.classList.toggle('nk-telling', watching);
    for (const [modes, nodes] of shownIn) {
      for (const node of nodes) node.hidden = !modes.includes(mode);
    }
    for (const plot of plots) plot.measure(); // what was hidden had no size
  }
  return { draw };
}

export { makeModes };
