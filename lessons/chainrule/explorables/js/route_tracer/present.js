// What the route tracer shows: its traits, and what they lead to. No DOM.
import { KNOBS } from '../lib/network.js';
import { allRoutes, deepGraph, nineGraph } from '../lib/route_graphs.js';
import { sumOf, sweep } from '../lib/routes.js';
import { mergeSteps, mergedState } from './merging.js';

const KNOB_TRAITS = ['W1', 'b1', 'W2', 'b2'];
const NAMES = KNOBS.map(({ name }) => name);
const knobNamed = (name) => KNOBS.find((knob) => knob.name === name);

// What each mode has of the controls that may be asked for.
const CONTROLS = {
  nine: ['routes', 'merge', 'end', 'start', 'inputs', 'weights', 'nudge', 'counts', 'four', ...NAMES],
  deep: ['routes', 'merge', 'end', 'depth', 'counts'],
};

function present(model) {
  const get = (name) => model.get(name);
  const deep = get('mode') === 'deep';
  const params = Object.fromEntries(KNOB_TRAITS.map((name) => [name, get(name)]));
  const [x, y] = [get('x'), get('y')];
  const graph = deep ? deepGraph(get('depth')) : nineGraph(params, x, y);
  const start = deep ? 'in' : get('start');
  const starts = start === 'all' ? NAMES : [start];
  const routes = allRoutes(graph, starts);
  const walked = Math.min(get('walked'), routes.length);
  const end = get('merge_from');
  const steps = mergeSteps(graph, starts, end);
  const merged = Math.min(get('merged'), steps.length);
  return {
    deep,
    params,
    x,
    y,
    graph,
    start,
    starts,
    routes,
    walked,
    steps,
    merged,
    end,
    depth: get('depth'),
    four: get('four') && !deep,
    route: walked > 0 && merged === 0 ? routes[walked - 1] : null,
    sum: sumOf(routes.slice(0, walked)),
    state: mergedState(steps, merged, starts.length > 1 && end === 'start'),
    has: wanted(get('controls'), deep),
    mine: deep ? null : mineBeside(model, graph),
  };
}

function wanted(controls, deep) {
  const offered = new Set(CONTROLS[deep ? 'deep' : 'nine'].filter((name) => controls.includes(name)));
  return (name) => offered.has(name);
}

// The learner's nine numbers beside the sums over routes. `stale`: the figure's numbers are no longer
// those for which the learner's function was run.
function mineBeside(model, graph) {
  const mine = model.get('mine');
  if (!mine || Object.keys(mine).length === 0) return null;
  const initial = model.get('_initial');
  const stale = [...KNOB_TRAITS, 'x', 'y'].some(
    (name) => JSON.stringify(model.get(name)) !== JSON.stringify(initial[name]),
  );
  const { values } = sweep(graph, graph.end);
  const rows = KNOBS.map((knob) => {
    const yours = knob.at.reduce((inside, place) => inside[place], mine[knob.matrix]);
    const right = values[knob.name];
    return {
      knob,
      right,
      yours,
      agrees: yours !== null && Math.abs(yours - right) <= 1e-6 * Math.max(Math.abs(right), 1e-3),
    };
  });
  return { stale, rows };
}

export { KNOB_TRAITS, NAMES, knobNamed, present };
