import assert from 'node:assert/strict';
import { SABOTAGES } from '../../bench/staging/sabotage.js';
import { setStage, STAGING_SUBS, type Gated, type Stage } from '../../bench/staging/stage.js';
import { noSipp, startUserAgentServer, type UserAgentServer } from '../sip/user-agent-server.js';

/** The sample's staging, on its release, with 70 to 30 at each region. */
describe('a staging under synthetic load', function () {
  this.timeout(120_000);
  let stage: Stage;
  afterEach(() => stage?.close());

  it('passes as the release has it; each thing that is wrong is found and named', async () => {
    stage = await setStage();
    await stage.begin(1, null);
    const { look: healthy } = await stage.gate('healthy');
    assert.equal(healthy.state, 'passed', healthy.reason);
    assert.equal(await offered(stage), healthy.calls, 'placed twice is placed once');
    assert.deepEqual((await stage.gate('healthy')).look, healthy, 'and judged once');
    assert.equal(await offered(stage), healthy.calls);
    for (const [at, { name, lack, edit, tells }] of SABOTAGES.entries()) {
      await stage.begin(at, lack?.(at) ?? null);
      await edit?.(stage, at);
      const { look } = await stage.gate(`sabotage-${at}`);
      assert.equal(look.state, 'failed', name);
      assert.match(look.findings.join('\n'), tells);
      assert.match(look.findings[0] ?? '', new RegExp(STAGING_SUBS[at] ?? '-'));
    }
  });

  const itSipp = noSipp === null ? it : it.skip;
  itSipp(
    `calls by SIP, too, where trunks are real${noSipp === null ? '' : ` (${noSipp})`}`,
    async () => {
      const gateWith = async (answer: 'take' | 'refuse'): Promise<Gated['look']> => {
        let server: UserAgentServer | undefined;
        try {
          server = await startUserAgentServer(answer);
          const sip = { org: 'org_sub_012', target: server.target };
          stage = await setStage({ policy: { window_minutes: 0.05 }, sip });
          await stage.begin(1, null);
          const { look } = await stage.gate(answer);
          const invited = await invites(server);
          assert.deepEqual((await stage.gate(answer)).look, look);
          assert.equal(await invites(server), invited, 'trunks are called once');
          return look;
        } finally {
          await server?.stop();
        }
      };
      assert.equal((await gateWith('take')).state, 'passed');
      await stage.close();
      const { state, findings } = await gateWith('refuse');
      assert.equal(state, 'failed');
      assert.match(
        findings.join(),
        /^org_sub_012: 5 of 5 SIP calls to 127.0.0.1:\d+ were not answered \(unexpectedMessage 5\)$/,
      );
    },
  );
});

/** Calls that came in by SIP. */
async function invites(server: UserAgentServer): Promise<number> {
  const messages = await server.messages();
  const ids = [...messages.matchAll(/^INVITE [^]*?^Call-ID: (?<id>\S+)/gm)];
  const calls = new Set(ids.map(({ groups }) => groups?.['id']));
  assert.ok(calls.size > 0, messages);
  return calls.size;
}

/** Test calls that came in at all orgs. */
async function offered(stage: Stage): Promise<number> {
  const { orgs } = (await stage.ask('truth?testCalls=only')) as { orgs: { offered: number }[] };
  return orgs.reduce((sum, org) => sum + org.offered, 0);
}
