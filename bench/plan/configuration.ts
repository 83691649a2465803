import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A configuration that is made up: a hub, groups of subs that all have the same resources. */
export interface MadeUpConfiguration {
  /** Number of subs by group. */
  readonly subs: Readonly<Record<string, number>>;
  /** Resources of each sub by kind; the hub has a queue only. */
  readonly queues: number;
  readonly strategies: number;
  readonly flows: number;
  readonly trunks: number;
  /** Blocks of each flow. */
  readonly blocks: number;
  /** Weight of every strategy's first target. */
  readonly weight: number;
  /** Weight of every strategy's second target, the hub's queue, beside it; default: none, it takes what overflows. */
  readonly sharedWeight?: number;
  readonly simulatorUrl: string;
  /** True where people call, and have for an hour and a half. Else the simulator's time goes to requests. */
  readonly callers?: boolean;
  /** policy.yaml; default: empty. */
  readonly policy?: Readonly<Record<string, unknown>>;
}

const HUB = 'org_hub';

/** Writes it into a folder, in place of what is there. */
export async function writeConfiguration(folder: string, made: MadeUpConfiguration): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const files: Record<string, unknown> = {
    'manifest.yaml': { deployment_targets: targets(made) },
    'policy.yaml': made.policy ?? {},
    'operations.yaml': {},
    'components/hub.yaml': {
      description: 'What all share',
      resources: [{ kind: 'queue', name: 'shared', template: 'templates/hub/shared.json' }],
    },
    'templates/hub/shared.json': { name: 'Shared', enabled: true, skill: 'general' },
    'components/region.yaml': { description: 'What a sub has', resources: resourcesOf(made) },
    'environments/production.yaml': environment(made),
    ...templates(made),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    // JSON is YAML.
    await writeFile(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  }
}

function subsOf({ subs }: MadeUpConfiguration): { group: string; orgs: string[] }[] {
  return Object.entries(subs).map(([group, count]) => ({
    group,
    orgs: Array.from({ length: count }, (_, at) => `${group}_${String(at + 1).padStart(3, '0')}`),
  }));
}

function targets(made: MadeUpConfiguration): unknown[] {
  return [
    { group: 'hub', org_ids: [HUB], components: ['hub'] },
    ...subsOf(made).map(({ group, orgs }) => ({
      group,
      org_ids: orgs,
      components: ['region'],
      depends_on: ['hub'],
    })),
  ];
}

function environment(made: MadeUpConfiguration): unknown {
  const org = (name: string, parent: string | null, at: number): [string, unknown] => [
    name,
    {
      platform: 'guide',
      org_id: `real-${name}`,
      ...(parent === null ? {} : { parent }),
      region: at % 2 === 0 ? 'us_east' : 'eu_central',
      carrier: at % 3 === 0 ? 'carrier_alder' : 'carrier_birch',
      time_zone: 'Europe/Berlin',
      credentials: `file:production/${name}`,
    },
  ];
  const subs = subsOf(made).flatMap(({ orgs }) => orgs);
  return {
    simulated: true,
    platforms: { guide: { base_url: made.simulatorUrl } },
    orgs: Object.fromEntries([org(HUB, null, 0), ...subs.map((name, at) => org(name, HUB, at))]),
  };
}

function resourcesOf({ queues, strategies, flows, trunks }: MadeUpConfiguration): unknown[] {
  const several = (kind: string, count: number): unknown[] =>
    Array.from({ length: count }, (_, at) => ({
      kind,
      name: `${kind}_${at + 1}`,
      template: `templates/region/${kind}_${at + 1}.json`,
    }));
  return [
    ...several('queue', queues),
    ...several('trunk', trunks),
    ...several('strategy', strategies),
    ...several('flow', flows),
  ];
}

function templates(made: MadeUpConfiguration): Record<string, unknown> {
  const several = (
    kind: string,
    count: number,
    body: (at: number) => unknown,
  ): [string, unknown][] =>
    Array.from({ length: count }, (_, at) => [
      `templates/region/${kind}_${at + 1}.json`,
      body(at + 1),
    ]);
  const queue = (at: number): string => `queue/queue_${((at - 1) % made.queues) + 1}`;
  return Object.fromEntries([
    ...several('queue', made.queues, (at) => ({
      name: `Queue ${at}`,
      description: 'Callers of {{ORG}}',
      enabled: true,
      skill: `skill_${at}`,
      waitStrategy: { type: 'LongestWaiting', musicOnHold: true },
    })),
    ...several('trunk', made.trunks, (at) => ({
      name: `Trunk ${at}`,
      settings: { enabled: true, channels: 200 },
    })),
    ...several('strategy', made.strategies, (at) => ({
      name: `Strategy ${at}`,
      settings: { enabled: true },
      targets: [
        { type: 'Queue', id: { ref: queue(at) }, weight: made.weight, priority: 1 },
        {
          type: 'Queue',
          id: { ref: 'hub/queue/shared' },
          weight: made.sharedWeight ?? 0,
          priority: made.sharedWeight === undefined ? 2 : 1,
        },
      ],
    })),
    ...several('flow', made.flows, (at) => flow(at, made)),
  ]);
}

function flow(at: number, { blocks, strategies }: MadeUpConfiguration): unknown {
  return {
    name: `Flow ${at}`,
    type: 'Voice',
    settings: { callTimeoutSeconds: 300 },
    blocks: [
      ...Array.from({ length: blocks - 1 }, (_, block) => ({
        id: `block_${block + 1}`,
        type: 'PlayPrompt',
        label: `Prompt ${block + 1}`,
        properties: { durationSeconds: 5 + (block % 7), variableName: `variable_${block}` },
      })),
      {
        id: 'transfer',
        type: 'TransferToStrategy',
        label: 'To the strategy',
        properties: { strategyId: { ref: `strategy/strategy_${((at - 1) % strategies) + 1}` } },
      },
    ],
  };
}
