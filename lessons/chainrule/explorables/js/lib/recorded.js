// The steps of a sweep that somebody else's code wrote: each write with the node that explains it.
// No DOM. What a step is, says sweeps.js.
import { handsOver, ROUNDING } from './sweeps.js';

// record = [[node, before, after], …]; null is no number.
function recordedSteps(graph, root, record) {
  const final = Object.fromEntries(graph.nodes.map((node) => [node, 0]));
  for (const [node, , after] of record) final[node] = after ?? NaN;
  const values = Object.fromEntries(graph.nodes.map((node) => [node, 0]));
  const readers = readersOf(graph);
  const over = handsOver(graph);
  const steps = [];
  let used = new Set(); // edges of the acting node over which something has gone already
  for (const [to, before, after] of record) {
    const write = { to, before: before ?? NaN, after: after ?? NaN };
    const last = steps.at(-1);
    const step = explain({ graph, root, values, final, readers, over, last, used }, write);
    if (step.kind === 'hand' && (step.acting !== last?.acting || last.kind !== 'hand')) used = new Set();
    for (const { edge } of step.moves) if (edge !== null) used.add(edge);
    values[to] = write.after;
    if (step.kind === 'reset' && last?.kind === 'reset') last.moves.push(...step.moves);
    else steps.push(step);
  }
  return steps;
}

function readersOf({ nodes, edges }) {
  const readers = new Map(nodes.map((node) => [node, []]));
  edges.forEach(({ from }, place) => readers.get(from).push(place));
  return readers;
}

function explain(now, write) {
  const { to, before, after } = write;
  const plain = (kind, share) => ({ acting: null, kind, moves: [{ ...write, edge: null, held: null, share }] });
  if (after === 0) return plain('reset', 0);
  if (to === now.root && near(after, 1)) return plain('seed', after);
  const edge = handedOver(now, write);
  if (edge !== null) {
    const acting = now.graph.edges[edge].to;
    const share = shareOver(now, edge, now.values);
    return { acting, kind: 'hand', moves: [{ ...write, edge, held: now.values[acting], share }] };
  }
  if (gathered(now, write)) {
    const moves = now.readers.get(to).map((place) => {
      const held = now.final[now.graph.edges[place].to];
      return { ...write, edge: place, held, share: shareOver(now, place, now.final) };
    });
    return { acting: null, kind: 'gather', moves };
  }
  if (to === now.root && now.readers.get(to).length === 0) return plain('seed', after);
  return plain('odd', after - before);
}

const shareOver = ({ graph }, edge, values) => graph.edges[edge].slope * values[graph.edges[edge].to];

// The edge over which the write came: best from the node that is acting, over an edge not yet used.
function handedOver(now, { to, before, after }) {
  const fits = now.readers.get(to).filter((edge) => {
    const share = shareOver(now, edge, now.values);
    return near(before + share, after) || near(share, after);
  });
  if (fits.length === 0) return null;
  const acting = now.last?.kind === 'hand' ? now.last.acting : null;
  const rank = (edge) => {
    const same = now.graph.edges[edge].to === acting;
    const active = now.values[now.graph.edges[edge].to] !== 0;
    return (same && !now.used.has(edge) ? 4 : 0) + (active ? 2 : 0) + (same ? 0 : 1);
  };
  return fits.reduce((best, edge) => (rank(edge) > rank(best) ? edge : best));
}

// A node that collects from everything made of it, in one write.
function gathered({ readers, graph, values, final }, { to, before, after }) {
  const edges = readers.get(to);
  return [values, final].some((held) => {
    const sum = edges.reduce((total, edge) => total + shareOver({ graph }, edge, held), 0);
    return edges.length > 0 && (near(sum, after) || near(before + sum, after));
  });
}

function near(a, b) {
  return Math.abs(a - b) <= ROUNDING * Math.max(1, Math.abs(a), Math.abs(b));
}

export { recordedSteps };
