import type { ResourceKind } from '../world-file.js';

/** Where a kind of resource lives, and the scope that writing it takes. */
export interface ResourceCollection {
  kind: ResourceKind;
  path: string;
  writeScope: string;
}

export const resourceCollections: ResourceCollection[] = [
  { kind: 'flow', path: '/api/v2/architect/flows', writeScope: 'flow:edit' },
  { kind: 'strategy', path: '/api/v2/routing/strategies', writeScope: 'routing:strategy:edit' },
  { kind: 'queue', path: '/api/v2/routing/queues', writeScope: 'routing:strategy:edit' },
  { kind: 'trunk', path: '/api/v2/telephony/trunks', writeScope: 'telephony:trunk:edit' },
  {
    kind: 'language_pack',
    path: '/api/v2/architect/languagepacks',
    writeScope: 'deployment:manage',
  },
  { kind: 'directory', path: '/api/v2/directories', writeScope: 'deployment:manage' },
  { kind: 'reporting', path: '/api/v2/reporting/configurations', writeScope: 'deployment:manage' },
];
