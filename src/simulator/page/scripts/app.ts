/** Asks the simulator every other second and shows what it says. */
export const appScript = String.raw`
import { byId, element, setText } from './dom.js';
import { figuresOf, percent, seconds, sumOf } from './figures.js';
import { showAllOrgs, showOrgs } from './orgs.js';
import { clockTime, forgetWrites, showFaults, showShocks, showWrites } from './panels.js';
import { draw, sparkline } from './sparkline.js';

const refreshMs = 2000;
const writesAtFirst = 25;
let latest = null;
let seenWrites = null;
let hasShocks = true;

async function ask(path) {
  const response = await fetch(path);
  if (response.status === 404) return null;
  const body = await response.json();
  if (!response.ok) throw new Error(body.message);
  return body;
}

async function refresh() {
  try {
    const [overview, { faults }] = await Promise.all([ask('/_sim/overview'), ask('/_sim/faults')]);
    latest = overview;
    show();
    showFaults(faults);
    await Promise.all([refreshShocks(), refreshWrites(overview.writes)]);
    byId('notice').hidden = true;
  } catch (error) {
    byId('notice').hidden = false;
    setText(byId('notice'), 'The simulator does not answer: ' + error.message);
  }
}

async function refreshShocks() {
  const answer = hasShocks ? await ask('/_sim/shocks') : null;
  hasShocks = answer !== null;
  showShocks(answer === null ? null : answer.shocks);
}

async function refreshWrites(count) {
  // Fewer than before: another world.
  if (seenWrites !== null && count < seenWrites) { forgetWrites(); seenWrites = null; }
  const since = seenWrites ?? Math.max(0, count - writesAtFirst);
  const writes = count > since ? (await ask('/_sim/journal?since=' + since)).writes : [];
  showWrites(writes);
  seenWrites = since + writes.length;
}

function show() {
  const { now, scale, frozen, from, orgs, stepSeconds } = latest;
  byId('clock').replaceChildren('Platform time ', element('b', '', now.slice(0, 10) + ' '
    + clockTime(now) + ' UTC'), frozen ? ' · clock frozen' : ' · clock ' + scale + '×');
  showCards(orgs, stepSeconds);
  byId('more').hidden = !showOrgs(latest);
  const minutes = Math.round((orgs[0]?.series?.answered.length ?? 0) * stepSeconds / 60);
  setText(byId('span'), 'Curves: ' + minutes + ' minutes from ' + clockTime(from)
    + ', by when people called; figures: the last ten of them. Abandonment and speed of answer '
    + 'have one scale for all orgs, beyond which curves are cut. Agents and waiting: now.');
}

const cards = Object.fromEntries(['calls', 'abandonment', 'answer', 'agents'].map((kind) => {
  const card = byId('card-' + kind);
  const line = sparkline(kind + ' of all orgs over time');
  const parts = { now: element('div', 'now'), line, low: element('span'), high: element('span') };
  card.classList.add(kind);
  card.append(parts.now);
  parts.low.className = 'soft';
  if (kind === 'agents') card.append(parts.low);
  else card.append(line.svg, element('div', 'scale', '', [parts.low, parts.high]));
  return [kind, parts];
}));

function showCards(orgs, stepSeconds) {
  const { calls, abandonment, answer, now } = figuresOf(
    sumOf(orgs.flatMap(({ series }) => (series === undefined ? [] : [series]))), stepSeconds);
  showCard('calls', calls, 1, (count) => count.toFixed(count < 10 ? 1 : 0), now.calls);
  showCard('abandonment', abandonment, 0.05, percent, now.abandonment);
  showCard('answer', answer, 20, seconds, now.answer);
  const total = (name) => orgs.reduce((sum, { agents }) => sum + agents[name], 0);
  setText(cards.agents.now, total('busy') + ' of ' + total('onQueue') + ' busy');
  setText(cards.agents.low, total('waitingCalls') + ' callers waiting');
}

function showCard(kind, values, leastTop, text, now) {
  const top = Math.max(leastTop, ...values.map(Number)) * 1.1;
  const { line, low, high } = cards[kind];
  draw(line, values, top);
  setText(cards[kind].now, text(now));
  setText(low, 'since ' + clockTime(latest.from).slice(0, 5));
  setText(high, 'peak ' + text(Math.max(...values.map(Number))));
}

const more = element('button', '', 'Show all');
more.id = 'more';
more.addEventListener('click', () => { showAllOrgs(); show(); });
byId('span').before(more);
byId('filter').addEventListener('input', () => { if (latest !== null) show(); });

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, refreshMs);
}
document.addEventListener('visibilitychange', () => { if (!document.hidden) void refresh(); });
void keepRefreshing();
`;
