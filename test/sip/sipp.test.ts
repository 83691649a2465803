import assert from 'node:assert/strict';
import { callersOf } from '../../src/sip/scenario.js';
import { createSipp } from '../../src/sip/sipp.js';
import type { SipOrder } from '../../src/sip/port.js';
import { resultOf } from '../../src/sip/statistics.js';
import { noSipp, startUserAgentServer, type UserAgentServer } from './user-agent-server.js';

const ORDER: Omit<SipOrder, 'target'> = {
  org: 'org_sub_002',
  number: '+4930123456',
  callers: [
    { skill: 'german', language: 'de-DE', count: 4 },
    { skill: 'english', language: null, count: 2 },
  ],
  withinSeconds: 1,
  answerWithinSeconds: 5,
};

describe('calls by SIP', () => {
  it('are of all kinds from first to last, and nobody’s name ends a line', () => {
    const [head, ...lines] = callersOf({ ...ORDER, target: '' })
      .trim()
      .split('\n');
    assert.equal(head, 'SEQUENTIAL');
    assert.deepEqual(
      lines.map((line) => line.split(';')[1]),
      ['german', 'english', 'german', 'german', 'english', 'german'],
    );
    const evil = { skill: 'a;b\r\nVia: [x]', language: null, count: 1 };
    const written = callersOf({ ...ORDER, target: '', callers: [evil] });
    assert.equal(written, 'SEQUENTIAL\n+4930123456;a_b__Via: _x_;-\n');
  });

  it('have no result where there are no figures', () => {
    assert.throws(() => resultOf(''), /no statistics/);
    assert.throws(() => resultOf('TotalCallCreated;\n5;\n'), /no Answered/);
  });

  it('say how to get SIPp where it is not there', async () => {
    const run = createSipp('/nowhere/sipp').run({ ...ORDER, target: '127.0.0.1:9' });
    await assert.rejects(run, /SIPp is not there.*ROLLCALL_SIPP/);
  });

  const describeSipp = noSipp === null ? describe : describe.skip;
  describeSipp(
    `by SIPp against SIPp on the loopback${noSipp === null ? '' : ` (${noSipp})`}`,
    function () {
      this.timeout(60_000);
      let server: UserAgentServer;
      afterEach(() => server?.stop());

      it('are answered, and tell what the caller wants', async () => {
        server = await startUserAgentServer('take');
        const result = await createSipp('sipp').run({ ...ORDER, target: server.target });
        assert.deepEqual([result.placed, result.answered, result.failures], [6, 6, {}]);
        assert.ok((result.answerSeconds ?? 0) >= 0.3, String(result.answerSeconds));
        const seen = await server.messages();
        assert.match(seen, /INVITE sip:\+4930123456@/);
        assert.match(seen, /X-Rollcall-Skill: german\s+X-Rollcall-Language: de-DE/);
        assert.match(seen, /X-Rollcall-Skill: english\s+X-Rollcall-Language: -/);
      });

      it('that nobody answers, or that are refused, fail by their reason', async () => {
        server = await startUserAgentServer('ignore');
        const generator = createSipp('sipp');
        const late = await generator.run({
          ...ORDER,
          answerWithinSeconds: 1,
          target: server.target,
        });
        assert.deepEqual([late.placed, late.answered, late.answerSeconds], [6, 0, null]);
        assert.deepEqual(late.failures, { notAnsweredInTime: 6 });
        await server.stop();
        server = await startUserAgentServer('refuse');
        const busy = await generator.run({ ...ORDER, target: server.target });
        assert.deepEqual([busy.answered, busy.failures], [0, { unexpectedMessage: 6 }]);
      });

      it('end where they are cancelled', async () => {
        server = await startUserAgentServer('take');
        const order = { ...ORDER, withinSeconds: 600, target: server.target };
        const signal = AbortSignal.timeout(1_000);
        await assert.rejects(createSipp('sipp').run(order, { signal }), /abort|timeout|signal/i);
      });
    },
  );
});
