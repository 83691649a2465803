import { ResourceKind } from '../../domain/resource.js';
import type { KindDeclaration } from '../port.js';

/** Nothing here has a version: whoever writes last wins. */
const UNGUARDED: KindDeclaration = {
  concurrency: 'none',
  consistency: 'eventual',
  write: 'put',
  creates: true,
  deletes: true,
  rollback: 'restoreSnapshot',
  lists: 'names',
  names: [],
  off: null,
};
const INACTIVE = { isActive: false };

const DECLARATIONS: Readonly<Partial<Record<ResourceKind, KindDeclaration>>> = {
  /** A skill: where callers wait. There is no operation that deletes one. */
  queue: { ...UNGUARDED, deletes: false, off: INACTIVE },
  /** A Studio script. It names skills, opening hours and other scripts in its actions. */
  flow: { ...UNGUARDED, names: ['queue', 'hours_of_operation', 'flow'] },
  hours_of_operation: UNGUARDED,
  /** The live switch. Making one takes a telephone number, which no release has. */
  point_of_contact: {
    ...UNGUARDED,
    creates: false,
    deletes: false,
    lists: 'bodies',
    names: ['flow'],
    off: INACTIVE,
  },
};

/** The kinds that NICE CXone has. */
export const KINDS = Object.values(ResourceKind).filter((kind) => declares(kind) !== null);

/** Null where NICE CXone has no such kind. */
export function declares(kind: ResourceKind): KindDeclaration | null {
  return DECLARATIONS[kind] ?? null;
}
