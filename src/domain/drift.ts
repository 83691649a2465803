import { satisfies } from './equality.js';
import type { Json } from './json.js';
import type { ResourceBase } from './org-plan.js';
import { getAt } from './path.js';
import {
  isSecretPath,
  SECRET,
  shownPath,
  shownValue,
  type OrgNames,
} from './plan-groups-values.js';
import type { LiveResource } from './resource.js';
import { shortKey } from './plan-groups-values.js';

/** How a resource differs from what Rollcall last wrote. */
export type DriftKind = 'edited' | 'renamed' | 'disabled' | 'deleted';

/** One difference, on a managed path or of a whole resource. */
export interface DriftItem {
  readonly org: string;
  readonly kind: DriftKind;
  /** `queue/main`; with its group where another one's. */
  readonly resource: string;
  /** For people; null for a resource that is gone. */
  readonly path: string | null;
  /** What Rollcall last wrote. */
  readonly was?: Json;
  /** What is live; absent where nothing is. */
  readonly is?: Json;
}

/** What became of one org. */
export type OrgDrift =
  | { readonly org: string; readonly state: 'same' | 'neverAdopted' }
  | { readonly org: string; readonly state: 'drifted'; readonly items: readonly DriftItem[] }
  | { readonly org: string; readonly state: 'unreachable'; readonly reason: string };

export interface DriftRequest {
  readonly org: string;
  /** Full key. */
  readonly key: string;
  readonly base: ResourceBase;
  /** Null where the resource is gone. */
  readonly live: LiveResource | null;
  readonly names: OrgNames;
}

/** What differs in one resource from what Rollcall last wrote; only on paths that it wrote. */
export function driftOf({ org, key, base, live, names }: DriftRequest): DriftItem[] {
  const about = { org, resource: shortKey(key, names.group) };
  if (live === null) return [{ ...about, kind: 'deleted', path: null }];
  const edits = Object.entries(base.values).flatMap(([path, was]): DriftItem[] => {
    const is = getAt(live.body, path);
    if (is !== undefined && satisfies(is, was)) return [];
    const value = (of: Json): Json => (isSecretPath(path) ? SECRET : shownValue(of, names));
    return [
      {
        ...about,
        kind: kindOf(path, is),
        path: shownPath(path, names, live.body, undefined),
        was: value(was),
        ...(is === undefined ? {} : { is: value(is) }),
      },
    ];
  });
  // Switched off in a way that no template named.
  const isOff = !live.enabled && !isSwitchManaged(base) && !edits.some(isDisabling);
  return isOff ? [...edits, { ...about, kind: 'disabled', path: null }] : edits;
}

const isDisabling = ({ kind }: DriftItem): boolean => kind === 'disabled';

function kindOf(path: string, is: Json | undefined): DriftKind {
  if (path === '/name') return 'renamed';
  return isSwitch(path) && is === false ? 'disabled' : 'edited';
}

function isSwitch(path: string): boolean {
  return path === '/enabled' || path === '/settings/enabled';
}

function isSwitchManaged({ values }: ResourceBase): boolean {
  return Object.entries(values).some(([path, value]) => isSwitch(path) && value === false);
}
