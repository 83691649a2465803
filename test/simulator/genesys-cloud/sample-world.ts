import type { WorldFile } from '../../../src/simulator/world-file.js';
import { startAt } from '../sample-world.js';

type OrgFile = WorldFile['orgs'][number];

/** What a client may do that deploys and watches. */
const permissions = [
  'routing:*',
  'architect:*',
  'telephony:plugin:*',
  'analytics:conversationAggregate:view',
  'analytics:queueObservation:view',
];

/** Two orgs of the dialect with the same names and different ids, unless told of others; changes are the first's. */
export function genesysWorld(
  changes: Partial<OrgFile> = {},
  ids: readonly string[] = ['north', 'south'],
): WorldFile {
  const orgs = ids.map((id, at) => org(id, at === 0 ? changes : {}));
  return { seed: 7, startAt, warmUpMinutes: 60, orgs };
}

/**
 * An org whose callers reach a flow by an IVR; the flow draws a queue from the weights in a table's
 * row. About 20 calls a minute, staffed for a load near 0.85.
 */
function org(id: string, changes: Partial<OrgFile> = {}): OrgFile {
  return {
    platform: 'genesys-cloud',
    id,
    name: `Org ${id}`,
    type: 'sub',
    clients: [
      { clientId: `${id}-client`, clientSecret: `${id}-secret`, scopes: permissions },
      { clientId: `${id}-rival`, clientSecret: `${id}-secret`, scopes: permissions },
      {
        clientId: `${id}-reader`,
        clientSecret: `${id}-secret`,
        scopes: ['routing:queue:view'],
        tokenSeconds: 600,
      },
    ],
    callers: {
      perMinute: 20,
      patienceSeconds: 120,
      flowHangupRatioPerMinute: 0.1,
      entryFlowId: `${id}-ivr`,
    },
    queues: {
      [`${id}-support`]: { agents: 70, handleSeconds: 180, skill: 'english' },
      [`${id}-overflow`]: { agents: 70, handleSeconds: 180, skill: 'english' },
    },
    native: nativeOf(id),
    ...changes,
  };
}

/** The resources of one of these orgs, in the vendor's shapes. */
export function nativeOf(id: string): NonNullable<OrgFile['native']> {
  return {
    queue: ['support', 'overflow', 'unstaffed'].map((name) => ({
      id: `${id}-${name}`,
      name: name.replace(/^./, (first) => first.toUpperCase()),
      description: 'from the world file',
    })),
    datatable: [
      {
        id: `${id}-weights`,
        name: 'Routing weights',
        rows: [{ key: 'main', Support: 100, Overflow: 0, Unstaffed: 0 }],
      },
    ],
    flow: [
      { id: `${id}-welcome`, yaml: flowYaml() },
      { id: `${id}-closed`, name: 'Closed', yaml: flowYaml({ name: 'Closed', ending: hangUp }) },
      { id: `${id}-held`, name: 'Held', yaml: flowYaml({ name: 'Held' }), lockedBy: 'Lee' },
    ],
    ivr: [
      {
        id: `${id}-ivr`,
        name: 'Main line',
        dnis: ['+15550100'],
        openHoursFlow: { id: `${id}-welcome` },
      },
    ],
    trunkBaseSettings: [
      {
        id: `${id}-trunk`,
        name: 'Carrier trunk',
        trunkMetabase: { id: 'external_sip' },
        properties: { trunk_max_concurrent_calls: { value: { instance: 500 } } },
      },
    ],
    prompt: [{ id: `${id}-prompt`, name: 'Greeting' }],
  };
}

const hangUp = '            - disconnect:\n                name: Goodbye\n';
const byWeights = `            - dataTableLookup:
                name: Weights
                lookupValue:
                  lit: main
                dataTable:
                  Routing weights:
                    foundOutputs: {}
                outputs:
                  found:
                    actions:
                      - transferToAcd:
                          name: By weight
                          targetQueue:
                            exp: WeightedQueue(Task.Weights)
`;

/** A transfer to a queue by its name. */
export function transferTo(queue: string): string {
  return `            - transferToAcd:
                name: To ${queue}
                targetQueue:
                  lit:
                    name: ${queue}
`;
}

/** A flow that greets and then does what its ending says. */
export function flowYaml({ name = 'Welcome', ending = byWeights } = {}): string {
  return `inboundCall:
  name: ${name}
  startUpRef: /inboundCall/tasks/task[main]
  tasks:
    - task:
        name: Main
        refId: main
        actions:
            - playAudio:
                name: Greet
                audio:
                  tts: Welcome to the service line. We are glad that you call.
${ending}`;
}
