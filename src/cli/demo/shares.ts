import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import type { PlatformName } from '../../domain/release-model.js';
import type { Furnished, StaffedOrg } from './staffing.js';
import { textOf } from './text-of.js';

/** A part of an org's callers, and the queue that they come to. */
export interface Share {
  readonly queueId: string;
  readonly share: number;
}

/** A fallback has to take some calls, should the first choice be full. */
const FALLBACK_SHARE = 0.1;

/** How the callers of an org spread over queues, its own and others', by what its vendor calls routing. */
export function sharesOf({ binding, resources }: StaffedOrg): Share[] {
  return SHARES[binding.platform](resources);
}

const SHARES: Readonly<Record<PlatformName, (resources: StaffedOrg['resources']) => Share[]>> = {
  guide: ({ strategy = [] }) => strategy.flatMap(({ targets }) => byPriority(targets)),
  'genesys-cloud': ({ strategy = [], queue = [] }) => strategy.flatMap((row) => byRow(row, queue)),
  'nice-cxone': ({ flow = [], queue = [] }) => flow.flatMap((script) => byScript(script, queue)),
};

/** The first priority takes all, by weight; later ones take what overflows. */
function byPriority(targets: Json | undefined): Share[] {
  const list = Array.isArray(targets) ? targets.filter(isJsonObject) : [];
  const first = Math.min(...list.map((target) => Number(target['priority'])));
  const weightOf = (target: JsonObject): number => Number(target['weight']);
  const total = list
    .filter((target) => Number(target['priority']) === first)
    .reduce((sum, target) => sum + weightOf(target), 0);
  return list.map((target) => ({
    queueId: textOf(target['id']),
    share:
      Number(target['priority']) === first && total > 0 ? weightOf(target) / total : FALLBACK_SHARE,
  }));
}

/** Columns that are named after queues hold the weights. */
function byRow(row: Furnished, queues: readonly Furnished[]): Share[] {
  return ofWeights(
    queues.map((queue) => ({ queueId: queue.id, weight: Number(row[textOf(queue['name'])] ?? 0) })),
  );
}

/** Branches that lead straight to agents hold the weights; a script without any sends everybody to its first skill. */
function byScript(
  { actions, branches, properties }: Furnished,
  queues: readonly Furnished[],
): Share[] {
  const skillOf = (action: string): string | undefined => {
    const { skill } = memberOf(properties, action);
    return queues.find(({ id, name }) => id === skill || name === skill)?.id;
  };
  const asking = Object.keys(isJsonObject(actions) ? actions : {}).filter(
    (action) => memberOf(actions, action)['name'] === 'REQAGENT',
  );
  const weighed = Object.values(isJsonObject(branches) ? branches : {})
    .flatMap((list) => (Array.isArray(list) ? list.filter(isJsonObject) : []))
    .flatMap(({ to, weight }) => {
      const action = typeof to === 'number' ? String(to) : '';
      const queueId = asking.includes(action) ? skillOf(action) : undefined;
      return queueId === undefined ? [] : [{ queueId, weight: Number(weight ?? 1) }];
    });
  return ofWeights(weighed);
}

function ofWeights(
  weights: readonly { readonly queueId: string; readonly weight: number }[],
): Share[] {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return weights.map(({ queueId, weight }) => ({
    queueId,
    share: total > 0 ? Math.max(FALLBACK_SHARE, weight / total) : FALLBACK_SHARE,
  }));
}

function memberOf(value: Json | undefined, name: string): JsonObject {
  const member = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(member) ? member : {};
}
