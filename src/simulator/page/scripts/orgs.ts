/** The table of orgs, the worst first. */
export const orgsScript = String.raw`
import { byId, element, setText } from './dom.js';
import { figuresOf, percent, seconds, stateOf } from './figures.js';
import { draw, sparkline } from './sparkline.js';

const shownAtFirst = 250;
const severity = { trouble: 3, watch: 2, fine: 1, quiet: 0 };
const rows = new Map();
let shown = shownAtFirst;

export function showOrgs({ orgs, stepSeconds }) {
  const wanted = byId('filter').value.trim().toLowerCase();
  const nothing = { answered: [], abandoned: [], waitSeconds: [] };
  const all = orgs.map((org) => {
    const figures = figuresOf(org.series ?? nothing, stepSeconds);
    return { org, figures, state: stateOf(figures) };
  });
  const found = all.filter(({ org }) => isWanted(org, wanted)).sort(byTrouble);
  // One scale for all rows, so that the eye can compare them.
  const tops = {
    abandonment: Math.max(0.2, highOf(all.flatMap(({ figures }) => figures.abandonment))),
    answer: Math.max(60, highOf(all.flatMap(({ figures }) => figures.answer))),
  };
  const visible = found.slice(0, shown);
  for (const entry of visible) showOrg(rowOf(entry.org), entry, tops);
  arrange(visible.map(({ org }) => rowOf(org).row));
  const troubled = all.filter(({ state }) => state === 'trouble').length;
  setText(byId('orgs-count'), countText(all.length, found.length, visible.length, troubled));
  for (const id of rows.keys()) if (!orgs.some((org) => org.id === id)) rows.delete(id);
  return found.length > visible.length;
}

export function showAllOrgs() {
  shown = Infinity;
}

function showOrg(parts, { org, figures, state }, tops) {
  const { now } = figures;
  parts.pill.className = 'pill ' + state;
  setText(parts.pill, state);
  draw(parts.calls.line, figures.calls, Math.max(1, ...figures.calls) * 1.15);
  setText(parts.calls.value, now.calls.toFixed(1));
  draw(parts.abandonment.line, figures.abandonment, tops.abandonment);
  setText(parts.abandonment.value, percent(now.abandonment));
  draw(parts.answer.line, figures.answer, tops.answer);
  setText(parts.answer.value, seconds(now.answer));
  parts.busy.max = Math.max(1, org.agents.onQueue);
  parts.busy.value = org.agents.busy;
  setText(parts.agents, org.agents.busy + ' of ' + org.agents.onQueue);
  setText(parts.waiting, String(org.agents.waitingCalls));
}

function rowOf(org) {
  let parts = rows.get(org.id);
  if (parts === undefined) rows.set(org.id, (parts = makeRow(org)));
  return parts;
}

function makeRow(org) {
  const pill = element('span', 'pill');
  const where = [org.id, org.platform, org.region, org.carrier].filter((part) => part !== '');
  const name = element('td', '', '', [
    element('div', 'name', org.name), element('div', 'where', where.join(' · ')),
  ]);
  const [calls, abandonment, answer] = ['calls', 'abandonment', 'answer'].map(drawnCell);
  const busy = element('progress');
  const agents = element('span', 'value');
  const waiting = element('td', 'number');
  const busyCell = element('td', 'agents', '', [element('div', 'drawn', '', [busy, agents])]);
  const row = element('tr', '', '', [element('td', '', '', [pill]), name,
    calls.cell, abandonment.cell, answer.cell, busyCell, waiting]);
  row.dataset.org = org.id;
  return { row, pill, calls, abandonment, answer, busy, agents, waiting };
}

function drawnCell(kind) {
  const line = sparkline(kind + ' over time');
  const value = element('span', 'value');
  const cell = element('td', kind, '', [element('div', 'drawn', '', [line.svg, value])]);
  return { cell, line, value };
}

/** Moves only the rows that are out of place. */
function arrange(wanted) {
  const body = byId('orgs');
  wanted.forEach((row, index) => {
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  });
  while (body.children.length > wanted.length) body.lastChild.remove();
}

/** All but the highest few, which would press everything else flat. */
function highOf(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.998) - 1] ?? 0;
}

function byTrouble(left, right) {
  return severity[right.state] - severity[left.state]
    || right.figures.now.badness - left.figures.now.badness
    || left.org.id.localeCompare(right.org.id);
}

function isWanted(org, wanted) {
  return [org.id, org.name, org.platform, org.region, org.carrier]
    .some((text) => text.toLowerCase().includes(wanted));
}

function countText(all, found, visible, troubled) {
  const parts = [all + ' in all', troubled + ' in trouble'];
  if (found < all) parts.push(found + ' found');
  if (visible < found) parts.push('the first ' + visible + ' shown');
  return parts.join(', ');
}
`;
