import type { KindDeclaration } from './port.js';

/** A kind of which the platform has no version: whoever writes last wins. */
export const UNGUARDED: KindDeclaration = {
  concurrency: 'none',
  consistency: 'eventual',
  write: 'put',
  creates: true,
  deletes: true,
  rollback: 'restoreSnapshot',
  lists: 'bodies',
  names: [],
  off: null,
};
