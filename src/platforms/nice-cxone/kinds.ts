import { ResourceKind } from '../../domain/resource.js';
import type { KindDeclaration } from '../port.js';
import { UNGUARDED } from '../unguarded.js';

/** Nothing here has a version, and few lists tell more than names. */
const NAMED: KindDeclaration = { ...UNGUARDED, lists: 'names' };
const INACTIVE = { isActive: false };

const DECLARATIONS: Readonly<Partial<Record<ResourceKind, KindDeclaration>>> = {
  /** A skill: where callers wait. There is no operation that deletes one. */
  queue: { ...NAMED, deletes: false, off: INACTIVE },
  /** A Studio script. It names skills, opening hours and other scripts in its actions. */
  flow: { ...NAMED, names: ['queue', 'hours_of_operation', 'flow'] },
  hours_of_operation: NAMED,
  /** The live switch. Making one takes a telephone number, which no release has. */
  point_of_contact: {
    ...NAMED,
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
