import type { PlatformName } from '../../domain/release-model.js';

/** What the demo can play on. `mixed`: one release over orgs of every vendor. */
export const demoPlatforms = ['guide', 'genesys-cloud', 'nice-cxone', 'mixed'] as const;
export type DemoPlatform = (typeof demoPlatforms)[number];

/** Where a running simulator serves each vendor's API, as an environment's `platforms` names it. */
export type PlatformAddresses = Readonly<
  Partial<Record<PlatformName, { readonly base_url: string; readonly login_url?: string }>>
>;

/** What the simulator says when it begins, as `rollcall simulator` prints it; null while it has not said all of it. */
export function addressesIn(output: string): Required<PlatformAddresses> | null {
  const guide = /listening on (\S+)/.exec(output)?.[1];
  const [, login, genesys] = /Genesys Cloud: login (\S+), API (\S+)/.exec(output) ?? [];
  const cxone = /NICE CXone: auth (\S+), API/.exec(output)?.[1];
  if (guide === undefined || login === undefined || genesys === undefined || cxone === undefined)
    return null;
  return {
    guide: { base_url: guide },
    'genesys-cloud': { base_url: genesys, login_url: login },
    'nice-cxone': { base_url: cxone },
  };
}

/** Folders of the project that a demo's configuration is made of; what comes later goes over what came before. */
export interface DemoFolders {
  readonly sample: readonly string[];
  /** Over the sample: what the world has when it begins. */
  readonly before: readonly string[];
  /** Over that: a release that callers suffer from. */
  readonly badFlow: readonly string[];
}

const OF_GENESYS = 'demo/genesys-cloud';
const OF_CXONE = 'demo/nice-cxone';

export const DEMO_FOLDERS: Readonly<Record<DemoPlatform, DemoFolders>> = {
  guide: { sample: ['config'], before: ['demo/v2.0'], badFlow: ['demo/bad-flow'] },
  'genesys-cloud': {
    sample: ['samples/genesys-cloud'],
    before: [`${OF_GENESYS}/v2.0`],
    badFlow: [`${OF_GENESYS}/bad-flow`],
  },
  'nice-cxone': {
    sample: ['samples/nice-cxone'],
    before: [`${OF_CXONE}/v2.0`],
    badFlow: [`${OF_CXONE}/bad-flow`],
  },
  mixed: {
    sample: ['config', 'samples/genesys-cloud', 'samples/nice-cxone', 'samples/mixed'],
    before: ['demo/v2.0', `${OF_GENESYS}/v2.0`, `${OF_CXONE}/v2.0`],
    badFlow: ['demo/bad-flow', `${OF_GENESYS}/bad-flow`, `${OF_CXONE}/bad-flow`],
  },
};
