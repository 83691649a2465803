import assert from 'node:assert/strict';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { journal } from './enterprise.js';
import { isOver } from './play.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const [POOR, RICH] = ['org_sub_002', 'org_sub_012'];

/** The hub is not among the orgs: the first wave is one of subs. */
describe('what the clients of a rollout without the hub may do', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage({ world: withOtherScopes });
  });
  after(() => stage?.stop());

  it('is looked at before the first write: what is granted beyond need is said', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: [RICH] });
    const { notices } = await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'succeeded', notices.join('\n'));
    const said = notices.filter((notice) => notice.includes('more scopes than'));
    assert.equal(said.length, 1, notices.join('\n'));
    assert.match(said[0] ?? '', new RegExp(`components need: ${RICH} \\(2\\);.*permissions --ask`));
  });

  it('ends it where something is missing, and nothing is written', async () => {
    const before = (await journal(stage.enterprise.url)).length;
    const rollout = await stage.roll({ release: 'v2.1.0', only: [POOR] });
    await rollout.approveUntil(isOver);
    const end = JSON.stringify(await rollout.end());
    assert.match(end, /has not been granted flow:edit\. Grant it/);
    assert.equal((await journal(stage.enterprise.url)).length, before);
  });
});

function withOtherScopes(world: WorldFile): WorldFile {
  return {
    ...world,
    orgs: world.orgs.map((org) => ({
      ...org,
      clients: (org.clients ?? []).map((client) => ({
        ...client,
        scopes: scopesOf(org.id, client.scopes ?? []),
      })),
    })),
  };
}

function scopesOf(orgId: string, scopes: readonly string[]): string[] {
  if (orgId === realOrg(POOR)) return scopes.filter((scope) => scope !== 'flow:edit');
  if (orgId === realOrg(RICH)) return [...scopes, 'users:delete', 'billing:read'];
  return [...scopes];
}
