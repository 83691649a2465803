import type { JsonObject } from '../../../src/simulator/json.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';

export const startAt = '2026-03-02T09:00:00.000Z';
export const startMs = Date.parse(startAt);

export const ids = {
  support: 4101,
  sales: 4102,
  unstaffed: 4103,
  welcome: 7001,
  entry: 8001,
  hours: 501,
};

type OrgFile = WorldFile['orgs'][number];

/** Brands of one enterprise, all tenants of CXone, with other ids for the same names; two unless told of others. */
export function sampleTenants(names: readonly string[] = ['acme', 'bolt']): WorldFile {
  const application = [{ id: 'console', clientSecret: 'console-secret' }];
  return {
    seed: 7,
    startAt,
    warmUpMinutes: 30,
    orgs: names.map((name, at) => tenant(name, at * 10_000, at === 0 ? { application } : {})),
  };
}

/** About 20 calls a minute, staffed for a load near 0.85. Its ids are those of `ids`, moved. */
function tenant(id: string, moved: number, native: NonNullable<OrgFile['native']>): OrgFile {
  const idOf = (name: keyof typeof ids): string => String(ids[name] + moved);
  return {
    platform: 'nice-cxone',
    id,
    name: `Brand ${id}`,
    type: 'sub',
    carrier: 'telco',
    clients: [{ clientId: `${id}-key`, clientSecret: `${id}-key-secret`, scopes: [] }],
    callers: {
      perMinute: 20,
      patienceSeconds: 120,
      flowHangupRatioPerMinute: 0.1,
      entryFlowId: idOf('entry'),
    },
    queues: {
      [idOf('support')]: { agents: 70, handleSeconds: 180, skill: 'english' },
      [idOf('sales')]: { agents: 70, handleSeconds: 180, skill: 'english' },
    },
    native: {
      ...native,
      skill: [
        { id: idOf('support'), skillName: 'Support', notes: 'first line' },
        { id: idOf('sales'), skillName: 'Sales' },
        { id: idOf('unstaffed'), skillName: 'Unstaffed' },
      ],
      script: [
        { id: idOf('welcome'), scriptName: 'Voice\\Welcome', content: script('Voice\\Welcome') },
      ],
      point_of_contact: [
        {
          id: idOf('entry'),
          contactAddress: '+18005550100',
          contactDescription: 'Main line',
          scriptName: 'Voice\\Welcome',
          defaultSkillId: ids.support + moved,
        },
      ],
      hours_of_operation: [
        {
          id: idOf('hours'),
          hoursOfOperationProfileName: 'Weekdays',
          description: 'nine to five',
          days: [{ day: 'Monday', openTime: '09:00', closeTime: '17:00' }],
          holidays: [],
        },
      ],
    },
  };
}

/** A script that greets for 40 s and asks for an agent, unless other actions are given. */
export function script(scriptName: string, changes: Partial<Record<Section, JsonObject>> = {}) {
  return {
    header: { scriptName },
    actions: {
      1: { name: 'BEGIN' },
      2: { name: 'PLAY' },
      3: { name: 'MENU' },
      4: { name: 'REQAGENT' },
      ...changes.actions,
    },
    properties: {
      2: { phrase: 'Welcome, {ANI}', durationSeconds: 15 },
      3: { durationSeconds: 25 },
      ...changes.properties,
    },
    branches: {
      1: [{ label: 'Default', to: 2 }],
      2: [{ label: 'Default', to: 3 }],
      3: [{ label: 'Default', to: 4 }],
      ...changes.branches,
    },
  };
}

type Section = 'actions' | 'properties' | 'branches';
