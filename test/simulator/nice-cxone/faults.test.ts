import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import {
  accessKeyToken,
  startCxone,
  summaryOf,
  summaryPath,
  switchScript,
  type Ask,
  type Cxone,
  type SkillSummary,
} from './cxone.js';
import { ids } from './sample-tenant.js';

const skill = `/skills/${ids.support}`;
const entry = `/points-of-contact/${ids.entry}`;

describe('simulator: NICE CXone: limits and faults', () => {
  let cxone: Cxone;
  let api: Ask;
  beforeEach(async () => {
    cxone = await startCxone();
    api = await cxone.api('acme');
  });
  afterEach(() => cxone.close());

  const place = async (fault: object): Promise<void> => {
    const placed = await cxone.control('/_sim/faults', { method: 'POST', body: fault });
    assert.equal(placed.status, 200, JSON.stringify(placed.body));
  };
  const rename = () => api(skill, { method: 'PUT', body: { skill: { skillName: 'Renamed' } } });
  const nameOf = async () => (await api<JsonObject>(skill)).body['skillName'];
  const assertBare = (headers: Headers): void => {
    const names = [...headers.keys()].filter((name) => /rate|retry|limit/i.test(name));
    assert.deepEqual(names, []);
  };

  it('answers 429 with a body of its own and no header, until the next minute', async () => {
    const ask = () => api<{ message: string; route: string }>(skill);
    for (let sent = 0; sent < 1000; sent += 50) {
      const replies = await Promise.all(Array.from({ length: 50 }, ask));
      for (const { status, headers } of replies) {
        assert.equal(status, 200);
        assertBare(headers);
      }
    }
    const reply = await ask();
    assert.equal(reply.status, 429);
    assertBare(reply.headers);
    assert.deepEqual(Object.keys(reply.body), ['message', 'route']);
    assert.equal(reply.body.route, skill);
    assert.equal((await (await cxone.api('bolt'))('/skills')).status, 200);
    await cxone.advance(1);
    assert.equal((await api(skill)).status, 200);
  });

  it('answers 429 before any limit, as bare', async () => {
    await place({ kind: 'skill', effect: { type: 'rateLimit' } });
    const { status, headers, body } = await api<{ route: string }>(skill);
    assert.deepEqual([status, body.route], [429, skill]);
    assertBare(headers);
    assert.equal((await api(skill)).status, 200);
  });

  it('gives back 409s, 401s and 404s in its own words', async () => {
    await place({ kind: 'skill', method: 'PUT', effect: { type: 'conflict' } });
    const conflict = await rename();
    assert.deepEqual([conflict.status, conflict.body.error], [409, 'conflict']);
    assert.equal(await nameOf(), 'Support');
    await place({ orgId: 'acme', effect: { type: 'revokeTokens' } });
    const revoked = await api(skill);
    assert.deepEqual([revoked.status, revoked.body.error], [401, 'invalid_token']);
    assert.equal((await (await cxone.api('bolt'))('/skills')).status, 200);
  });

  it('refuses a revoked access key at both ends', async () => {
    await place({ orgId: 'acme', effect: { type: 'revokeClient' } });
    assert.equal((await api(skill)).status, 401);
    const refused = await accessKeyToken(cxone.auth, 'acme');
    assert.equal(refused.status, 401);
    assert.equal((refused.body as unknown as { error: string }).error, 'invalid_client');
    assert.equal((await accessKeyToken(cxone.auth, 'bolt')).status, 200);
  });

  it('loses the answer to a write that was applied, and resets before one that was not', async () => {
    await place({ kind: 'skill', method: 'PUT', effect: { type: 'dropResponse' } });
    await assert.rejects(rename());
    assert.equal(await nameOf(), 'Renamed');
    await place({ kind: 'point_of_contact', method: 'PUT', effect: { type: 'reset' } });
    await assert.rejects(switchScript(api, 'Voice\\Welcome', { isActive: false }));
    const { body } = await api<{ pointsOfContact: JsonObject[] }>(entry);
    assert.equal(body.pointsOfContact[0]?.['isActive'], true);
  });

  it('lets a person edit right before a write, which overwrites without a word', async () => {
    const patch = { name: 'By hand', native: { notes: 'by hand' } };
    const effect = { type: 'edit', patch, by: 'lee' };
    await place({ method: 'PUT', resourceId: String(ids.support), effect });
    assert.equal((await rename()).status, 204);
    const { body } = await api<JsonObject>(skill);
    assert.deepEqual([body['skillName'], body['notes']], ['Renamed', 'by hand']);
  });

  it('lets a person switch a script by hand', async () => {
    const effect = { type: 'edit', patch: { native: { scriptName: 'gone' } }, by: 'lee' };
    await place({ resourceId: String(ids.entry), effect });
    const { body } = await api<{ pointsOfContact: JsonObject[] }>(entry);
    assert.equal(body.pointsOfContact[0]?.['scriptName'], 'gone');
    await cxone.advance(20);
    assert.equal((await summaryOf(api, 1, 15)).contactsHandled, 0);
  });

  it('lets a person edit without any request: callers feel it at once, and the journal names them', async () => {
    const edit = { orgId: 'acme', kind: 'flow', resourceId: String(ids.entry), by: 'lee' };
    const patch = { native: { scriptName: 'gone' } };
    await cxone.control('/_sim/edits', { method: 'POST', body: { ...edit, patch } });
    await cxone.advance(20);
    assert.equal((await summaryOf(api, 1, 15)).contactsHandled, 0);
    const { body } = await cxone.control<{ writes: JsonObject[] }>('/_sim/journal');
    assert.deepEqual(
      body.writes.map((write) => [write['clientId'], write['resourceId']]),
      [
        ['manual:lee', String(ids.entry)],
        ['manual:lee', String(ids.entry)],
      ],
    );
  });

  it('shows stale reads', async () => {
    await place({ kind: 'skill', effect: { type: 'staleRead', seconds: 30 } });
    assert.equal((await rename()).status, 204);
    assert.equal(await nameOf(), 'Support');
    await cxone.advance(1);
    assert.equal(await nameOf(), 'Renamed');
  });

  it('leaves summaries late, or without rows', async () => {
    await cxone.advance(30);
    const whole = await summaryOf(api, 0, 20);
    await place({ id: 'late', kind: 'analytics', effect: { type: 'lateData', seconds: 1200 } });
    const late = await summaryOf(api, 0, 20);
    assert.ok(late.contactsOffered > 0 && late.contactsOffered < whole.contactsOffered);
    assert.equal((await cxone.control('/_sim/faults/late', { method: 'DELETE' })).status, 204);
    await place({ kind: 'analytics', effect: { type: 'noData' } });
    const { body } = await api<{ skillSummaries: SkillSummary[] }>(summaryPath(0, 20));
    assert.deepEqual(body.skillSummaries, []);
  });

  it('hits the token endpoints and the discovery', async () => {
    await place({ kind: 'token', effect: { type: 'status', status: 503 } });
    assert.equal((await accessKeyToken(cxone.auth, 'acme')).status, 503);
    await place({ kind: 'discovery', effect: { type: 'status', status: 500 } });
    assert.equal((await cxone.auth('/.well-known/openid-configuration')).status, 500);
  });
});
