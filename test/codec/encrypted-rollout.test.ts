import assert from 'node:assert/strict';
import { newKey } from '../../src/codec/keyring.js';
import { createPayloadCodec } from '../../src/codec/payload-codec.js';
import { readKeyring } from '../../src/codec/read-keyring.js';
import { startCodecServer, type CodecServer } from '../../src/codec/server.js';
import { NO_ENCRYPTION } from '../../src/client/index.js';
import type { Client } from '@temporalio/client';
import { boardOf } from '../e2e/boards.js';
import { adopt, follow, isOver, type Played } from '../e2e/play.js';
import { makeWorld, QUEUE, type EncryptedWorld } from './encrypted-world.js';
import { keptPayloads, type KeptPayload } from './kept-payloads.js';

const [K1, K2] = [`k1=${newKey()}`, `k2=${newKey()}`];
const OLD = { keys: K1, require: false };
const ROTATED = { keys: `${K2},${K1}`, require: false };
const STRICT = { keys: `${K2},${K1}`, require: true };

const ORGS = /org_(sub|parent)_\d+|gc-prod-/;

/** Temporal looks these up itself, so it has to read them. */
const isSearchAttribute = ({ place }: KeptPayload): boolean =>
  /\.searchAttributes\.indexedFields\.\w+$/.test(place);

describe('a rollout whose payloads are encrypted', () => {
  let world: EncryptedWorld;
  let codecServer: CodecServer;
  let client: Client;

  before(async () => {
    world = await makeWorld();
    client = await world.client(ROTATED);
    const adopting = await world.worker(OLD);
    await adopt(await world.client(OLD), QUEUE);
    await adopting.stop();
    codecServer = await startCodecServer({
      codec: createPayloadCodec(await readKeyring(ROTATED.keys)),
      host: '127.0.0.1',
      port: 0,
      corsOrigin: null,
      token: null,
    });
  });
  after(async () => {
    await codecServer?.close();
    await world?.stop();
  });

  /** What was sent without a codec server. */
  const typed: string[] = [];

  function signal(id: string, name: string, input: string): Promise<string> {
    typed.push(input);
    return world.temporal('signal', '--workflow-id', id, '--name', name, '--input', input);
  }

  /** By Temporal's own CLI, as an operator does it. */
  async function start(id: string, input: string, ...more: string[]): Promise<Played> {
    const type = ['--type', 'rollout', '--task-queue', QUEUE, '--workflow-id', id];
    if (more.length === 0) typed.push(input);
    await world.temporal('start', ...type, '--input', input, ...more);
    const { runId } = await client.workflow.getHandle(id).describe();
    return follow(client, id, runId);
  }

  async function decoded(payloads: readonly KeptPayload[]): Promise<string[]> {
    const answer = await fetch(`${codecServer.url}/decode`, {
      method: 'POST',
      body: JSON.stringify({ payloads: payloads.map(({ json }) => json) }),
    });
    assert.equal(answer.status, 200);
    const { payloads: all } = (await answer.json()) as { payloads: { data?: string }[] };
    return all.map(({ data }) => Buffer.from(data ?? '', 'base64').toString());
  }

  const input =
    '{"release":"v2.1.0","environment":"production","requestedBy":"dana","timeScale":600}';
  const codecEndpoint = (): string[] => ['--codec-endpoint', codecServer.url];

  it('takes nothing plain where that is required, but a trip', async () => {
    const id = 'rollout/production/strict';
    const worker = await world.worker(STRICT);
    const { workflowId } = await start('rollout/production/plain', input);
    // The start was typed plain, so the rollout got a text in its place, and refuses it as any other.
    await assert.rejects(client.workflow.getHandle(workflowId).result(), ({ cause }: Error) => {
      assert.match((cause as Error).message, /expected object, received string/);
      return true;
    });
    const rollout = await start(id, input, ...codecEndpoint());
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    await signal(id, 'approve', '{"gate":"plan","by":"mallory"}');
    const { state, notices } = await rollout.until('a notice', (now) => now.notices.length > 0);
    assert.equal(state, 'awaitingApproval');
    assert.match(notices.join(), /approve/);
    await signal(id, 'tripBreaker', '{"by":"lee","reason":"complaints"}');
    const last = await rollout.until('the end', isOver);
    assert.notEqual(last.state, 'succeeded');
    assert.equal(last.writes, 0, JSON.stringify(last));
    await worker.stop();
  });

  it('is started and approved by plain JSON, keeps nothing that can be read, and outlives a rotation', async () => {
    const id = 'rollout/production/v2.1.0';
    const approval = '{"gate":"plan","by":"lee"}';
    const older = await world.worker(OLD);
    const rollout = await start(id, input);
    await rollout.until('the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
    assert.match(await boardOf(client, id), /awaitingApproval[^]*--name approve/);
    await older.stop();
    const newer = await world.worker(ROTATED);
    await signal(id, 'approve', approval);
    const last = await rollout.approveUntil(isOver);
    assert.equal(last.state, 'succeeded', JSON.stringify(last));
    await newer.stop();

    const all = (await keptPayloads(world.raw)).filter((payload) => !isSearchAttribute(payload));
    const plain = all.filter(({ metadata }) => metadata['encoding'] !== 'binary/encrypted');
    assert.deepEqual(plain.map(({ text }) => text).toSorted(), typed.toSorted());
    assert.deepEqual(
      all.filter(({ text }) => ORGS.test(text)),
      [],
    );
    const ids = new Set(all.map(({ metadata }) => metadata['encryption-key-id']));
    assert.deepEqual(ids, new Set([undefined, 'k1', 'k2']));
    const places = all.map(({ place }) => place);
    for (const place of [/\.memo\./, /userMetadata\.summary/, /userMetadata\.details/])
      assert.ok(
        places.some((each) => place.test(each)),
        String(place),
      );
    // The codec server reads all of it, under both keys.
    const shown = await decoded(all);
    assert.ok(shown.some((text) => text.includes('org_sub_002')));
    assert.ok(shown.includes(input));
    for (const text of shown)
      if (text !== '') assert.doesNotThrow(() => JSON.parse(text) as unknown);
  });

  it('shows the operator by the codec server what the bare CLI does not, and takes what that encrypts', async () => {
    const id = 'rollout/production/shown';
    const worker = await world.worker(STRICT);
    const rollout = await start(id, input, ...codecEndpoint());
    await rollout.until('the plan gate or the end', ({ state }) => state !== 'planning');
    const query = (...more: string[]): Promise<string> =>
      world.temporal('query', '--workflow-id', id, '--type', 'status', ...more);
    assert.doesNotMatch(await query(), /v2\.1\.0/);
    assert.match(await query(...codecEndpoint()), /v2\.1\.0/);
    await rollout.approveUntil(isOver);
    await worker.stop();
    const { events } = await world.raw.workflow.getHandle(id).fetchHistory();
    const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    const encoding = payload?.metadata?.['encoding'];
    assert.equal(Buffer.from(encoding ?? []).toString(), 'binary/encrypted');
  });

  it('hides the message of its failure from all but those with the key', async () => {
    const id = 'rollout/production/failing';
    const worker = await world.worker(ROTATED);
    await start(id, '{"release":"no-such-release","environment":"production"}');
    const handle = client.workflow.getHandle(id);
    await assert.rejects(handle.result(), (error: Error) => {
      assert.match((error.cause as Error).message, /no ref or commit "no-such-release"/);
      return true;
    });
    await worker.stop();
    const { events = [] } = await world.raw.workflow.getHandle(id).fetchHistory();
    const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
    assert.equal(failure?.message, 'Encoded failure');
    assert.equal(failure.stackTrace, '');
    assert.equal(failure.applicationFailureInfo?.type, 'BadInput');
    const keyless = await world.client(NO_ENCRYPTION);
    await assert.rejects(
      keyless.workflow.getHandle(id).result(),
      /the key "k2", which is not there \(ROLLCALL_CODEC_KEYS is not set\): add that key/,
    );
  });
});
