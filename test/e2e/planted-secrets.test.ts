import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { freePort } from '../../src/cli/demo/ports.js';
import { ownCommand } from '../../src/cli/demo/processes.js';
import { encryptFile } from '../../src/secrets/encrypted/commands.js';
import { generateKey } from '../../src/secrets/encrypted/keys.js';
import { startWorkerProcess, type WorkerProcess } from '../chaos/worker-process.js';
import { startOtlpReceiver, type OtlpReceiver } from '../observability/otlp-receiver.js';
import { leaksOf, placeOf, placesIn, type Place } from '../planted-secrets.js';
import { startVault, type VaultServer } from '../secrets/vault/server.js';
import { makeEnterprise, type Enterprise } from './enterprise.js';
import { clearFaults, placeFault } from './faults.js';
import { adopt, play } from './play.js';
import { makePerson } from './people.js';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.js';
import { FOUR_SUBS, outcomeOf } from './stage.js';
import { startDevServer } from './temporal.js';
import { startReceiver, type Receiver } from './webhook-receiver.js';

const QUEUE = 'planted';
/** What alerts are signed by: in Vault. */
const SIGNING = `whsec_${Buffer.from('canary of the alerts, 32 bytes..').toString('base64')}`;

/** Everything that can go wrong on the wire, one after the other, on any org. */
const FAULTS = [
  { method: 'GET', count: 6, effect: { type: 'status', status: 401 } },
  { method: 'PATCH', count: 1, effect: { type: 'status', status: 500 } },
  { method: 'GET', count: 2, effect: { type: 'status', status: 403 } },
  { method: 'GET', count: 3, effect: { type: 'rateLimit' } },
  { method: 'PATCH', count: 1, effect: { type: 'dropResponse' } },
  { method: 'GET', count: 3, effect: { type: 'reset' } },
  { method: 'GET', count: 2, effect: { type: 'truncate', breaksOff: true } },
  { kind: 'token', count: 2, effect: { type: 'status', status: 500 } },
  { method: 'GET', count: 1, effect: { type: 'revokeTokens' } },
] as const;

describe('planted secrets', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: WorkerProcess;
  let receiver: OtlpReceiver;
  let proxy: RecordingProxy;
  let vault: VaultServer;
  let alerts: Receiver;
  let page: string;
  let key: string;
  const secretsKey = generateKey();

  before(async () => {
    temporal = await startDevServer();
    const via = async (platform: string): Promise<string> => {
      proxy = await startRecordingProxy(platform);
      return proxy.url;
    };
    const made = await makeEnterprise({ subs: FOUR_SUBS, via });
    const encrypted = `${made.secrets}.encrypted`;
    await encryptFile(made.secrets, encrypted, { key: secretsKey, keyFile: null });
    vault = await startVault();
    vault.state.mounts.set('kv', '2');
    vault.state.secrets.set('kv/data/alerts', [{ value: SIGNING }]);
    alerts = await startReceiver();
    const port = await freePort(19_700);
    page = `http://127.0.0.1:${port}/metrics`;
    ({ key } = await makePerson(made.root, 'worker'));
    receiver = await startOtlpReceiver();
    enterprise = {
      ...made,
      variables: {
        ...made.variables,
        ROLLCALL_LEDGER_SIGNING_KEY: key,
        ROLLCALL_SECRETS_FILE: encrypted,
        ROLLCALL_SECRETS_KEY: secretsKey,
        VAULT_ADDR: vault.address,
        VAULT_TOKEN: vault.rootToken,
        ROLLCALL_WEBHOOK_URL: alerts.url,
        ROLLCALL_WEBHOOK_SECRET: 'vault:kv/alerts',
        ROLLCALL_HEALTH_PORT: String(port),
        ROLLCALL_LOG_LEVEL: 'debug',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url.replace('/v1/traces', ''),
      },
    };
    worker = await startAuditedWorker(`file:${path.join(made.root, 'audit', 'audit.jsonl')}`);
    await adopt(temporal.client, QUEUE);
  });
  after(async () => {
    await worker?.kill();
    receiver?.close();
    vault?.close();
    await alerts?.stop();
    await proxy?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  it('turn up nowhere in a rollout that meets every fault and is taken back', async () => {
    for (const fault of FAULTS) await placeFault(enterprise, fault);
    const refused = await play(
      temporal.client,
      QUEUE,
      { release: 'v2.1.0', only: ['org_sub_002'] },
      'rollout/refused',
    );
    await refused.finish();
    await clearFaults(enterprise);
    // What the next one does is put on record at a collector.
    await worker.kill();
    worker = await startAuditedWorker('otlp');
    const rollout = await play(temporal.client, QUEUE, { release: 'v2.1.0' }, 'rollout/planted');
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    for (const fault of FAULTS.filter((one) => one.effect.type !== 'status'))
      await placeFault(enterprise, fault);
    await temporal.client.workflow
      .getHandle(rollout.workflowId)
      .signal('tripBreaker', { by: 'lee', reason: 'complaints' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual(leaksOf(await secrets(), await everything()), []);
  });

  function startAuditedWorker(audit: string): Promise<WorkerProcess> {
    const variables = { ...enterprise.variables, ROLLCALL_AUDIT: audit };
    const place = { address: temporal.address, taskQueue: QUEUE };
    return startWorkerProcess({ ...enterprise, variables }, place);
  }

  /** The clients' secrets, every token that a platform gave, Vault's token, what Vault told, and the worker's keys. */
  async function secrets(): Promise<Record<string, string>> {
    const entries = JSON.parse(await readFile(enterprise.secrets, 'utf8')) as Record<
      string,
      { client_secret: string }
    >;
    const known = Object.entries(entries).map(([name, entry]) => [name, entry.client_secret]);
    assert.ok(known.length >= 5);
    const lines = (await readFile(key, 'utf8')).split('\n');
    assert.ok(proxy.given.size > 5);
    assert.ok(
      vault.seen.some(({ path: read }) => read === 'kv/data/alerts') && alerts.heard.length > 0,
    );
    const tokens = [...proxy.given.keys()].map((token, at) => [`token ${at}`, token] as const);
    return {
      ...(Object.fromEntries(known) as Record<string, string>),
      ...Object.fromEntries(tokens),
      'signing key': lines[2] ?? '',
      'key of the secrets': secretsKey.slice('rollcall-key-1-'.length),
      'Vault token': vault.rootToken,
      'key of the alerts': SIGNING.slice('whsec_'.length),
    };
  }

  /** What people are shown, with the worker's own settings. */
  async function shown(...words: string[]): Promise<Place> {
    const { command, args } = ownCommand('report');
    const env = { ...process.env, ...enterprise.variables, TEMPORAL_ADDRESS: temporal.address };
    const run = promisify(execFile)(command, [...args.slice(0, -1), ...words], { env });
    const { stdout, stderr } = await run;
    assert.ok(stdout.length > 20, stdout);
    return placeOf(words.join(' '), `${stdout}${stderr}`);
  }

  /**
   * All that a rollout leaves behind: histories, audit, traces, log, metrics, reports, alerts, and every object of the
   * ledger.
   */
  async function everything(): Promise<Place[]> {
    const histories: Place[] = [];
    for await (const { workflowId, runId } of temporal.client.workflow.list()) {
      const history = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const event of history.events ?? [])
        histories.push(placeOf(`history of ${workflowId}`, textOf(event)));
    }
    assert.ok(histories.length > 200);
    // What payloads say is really searched.
    assert.ok(leaksOf({ org: 'org_parent_001' }, histories).length > 0);
    const git = ['--git-dir', enterprise.ledger, 'cat-file', '--batch-all-objects', '--batch'];
    const ledger = execFileSync('git', git, { maxBuffer: 256 * 1024 * 1024 });
    const log = await readFile(path.join(enterprise.root, 'state', 'worker.log'));
    assert.ok(log.byteLength > 0);
    const audit = await placesIn(path.join(enterprise.root, 'audit'));
    assert.ok(audit.some(({ bytes }) => bytes.byteLength > 1_000));
    for (let waitedMs = 0; receiver.records().length < 10 && waitedMs < 10_000; waitedMs += 200)
      await sleep(200);
    assert.ok(receiver.records().length >= 10 && receiver.spans().length >= 10);
    const collected = receiver.payloads.map((bytes, at) => ({ name: `OTLP ${at}`, bytes }));
    const metrics = placeOf('metrics', await (await fetch(page)).text());
    const reports = await Promise.all(
      ['rollout/refused', 'rollout/planted'].flatMap((id) => [
        shown('report', id),
        shown('report', id, '--json'),
        shown('status', id, '--json'),
      ]),
    );
    return [
      ...reports,
      placeOf('alerts', JSON.stringify(alerts.heard)),
      ...histories,
      ...audit,
      ...collected,
      metrics,
      { name: 'ledger', bytes: ledger },
      { name: 'log', bytes: log },
    ];
  }
});

/** An event with the content of its payloads in the clear. */
function textOf(event: unknown): string {
  return JSON.stringify(event, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
}
