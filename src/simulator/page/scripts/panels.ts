/** Faults, shocks, writes: lists beside the orgs. */
export const panelsScript = String.raw`
import { byId, element } from './dom.js';

const writesShown = 25;
const recentWrites = [];

export function showFaults(faults) {
  fill('faults', faults, 'none', (fault) => {
    const aim = ['orgId', 'clientId', 'platform', 'method', 'kind', 'resourceId', 'route']
      .filter((name) => fault[name] !== undefined).map((name) => fault[name]);
    const times = [['from', fault.from], ['until', fault.until]]
      .filter(([, at]) => at !== undefined).map(([word, at]) => word + ' ' + clockTime(at));
    const chance = fault.probability < 1 ? ['chance ' + fault.probability] : [];
    const about = [aim.join(' ') || 'every request', ...times, ...chance, fault.note ?? ''];
    const { type, ...details } = fault.effect;
    return [
      effectText(type, details),
      [...about.filter((text) => text !== ''),
        fault.hits + ' of ' + fault.matched + ' hit'].join(' · '),
      fault.id,
    ];
  });
}

export function showShocks(shocks) {
  byId('shocks-section').hidden = shocks === null;
  fill('shocks', (shocks ?? []).toSorted(byState), 'none', (shock) => {
    const { id, type, from, to, state, ...details } = shock;
    const times = from === to ? clockTime(from) : clockTime(from) + ' – ' + clockTime(to);
    return [effectText(type, details), state + ' · ' + times, id, state === 'over' ? 'over' : ''];
  });
}

function byState(left, right) {
  const order = ['active', 'scheduled', 'over'];
  return order.indexOf(left.state) - order.indexOf(right.state)
    || left.from.localeCompare(right.from);
}

export function showWrites(writes) {
  recentWrites.unshift(...writes.toReversed());
  recentWrites.length = Math.min(recentWrites.length, writesShown);
  fill('writes', recentWrites, 'none yet', (write) => [
    write.method + ' ' + write.kind + ' ' + (write.name || write.resourceId),
    [clockTime(write.time), write.orgId, write.clientId, ...(write.changed ? [] : ['no change'])]
      .join(' · '),
    '',
  ]);
}

export function forgetWrites() {
  recentWrites.length = 0;
}

export function clockTime(iso) {
  return iso.slice(11, 19);
}

function effectText(type, details) {
  const shown = Object.entries(details)
    .filter(([, value]) => typeof value !== 'object' && value !== '')
    .map(([name, value]) => name + ' ' + value);
  return [type, ...shown].join(', ');
}

function fill(id, items, none, textsOf) {
  const key = JSON.stringify(items);
  const list = byId(id);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...(items.length === 0 ? [element('li', 'soft', none)] : items.map((item) => {
    const [title, about, name, className = ''] = textsOf(item);
    const heading = element('div', '', title);
    if (name !== '') heading.title = name;
    return element('li', className, '', [heading, element('div', 'about', about)]);
  })));
}
`;
