import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuditLog } from '../../src/audit/audit-log.js';
import { createFileSink } from '../../src/audit/file-sink.js';
import { readAudit } from '../../src/audit/read.js';
import { fileOfProcess } from '../../src/audit/target.js';
import { sampleEvent } from './sample-event.js';

describe('the audit in files', () => {
  let folder: string;
  let target: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-audit-'));
    target = path.join(folder, 'logs', 'audit.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const said: string[] = [];
  beforeEach(() => said.splice(0));
  const logOf = (
    file: string,
    sizes: { maxBytes: number; maxFiles: number },
    more: { maxWaiting?: number; onLost?: (events: number) => void } = {},
  ): ReturnType<typeof createAuditLog> =>
    createAuditLog({
      sink: createFileSink({ file, ...sizes }),
      say: (level, message) => void said.push(`${level}: ${message}`),
      ...more,
    });

  it('rotates by size and keeps as many as asked, whole lines each', async () => {
    const file = fileOfProcess(target, 1);
    const log = logOf(file, { maxBytes: 10_000, maxFiles: 4 });
    for (let round = 0; round < 50; round += 1) {
      for (let one = 0; one < 10; one += 1)
        log.record(sampleEvent({ resource: `queue-${round * 10 + one}` }));
      await log.flush();
    }
    await log.close();
    const names = await readdir(path.dirname(file));
    assert.equal(names.length, 5, names.join());
    for (const name of names) {
      const one = path.join(path.dirname(file), name);
      const { size, mode } = await stat(one);
      assert.ok(size <= 10_000, `${name}: ${size}`);
      assert.equal(mode & 0o077, 0);
      const text = await readFile(one, 'utf8');
      for (const line of text.trimEnd().split('\n')) assert.equal(JSON.parse(line).audit, 1);
    }
    const { events, otherLines } = await readAudit(target);
    assert.equal(otherLines, 0);
    // The newest are there without a gap, up to the last.
    const kept = events.map(({ resource }) => Number(resource?.slice(6))).toSorted((a, b) => a - b);
    assert.ok(kept.length > 50 && kept.length < 500, String(kept.length));
    assert.deepEqual(
      kept,
      kept.map((_, at) => 500 - kept.length + at),
    );
  });

  it('loses nothing of several workers that write at once', async () => {
    const logs = [1, 2, 3].map((pid) =>
      logOf(fileOfProcess(target, pid), { maxBytes: 20_000, maxFiles: 100 }),
    );
    await Promise.all(
      logs.map(async (log, worker) => {
        for (let call = 0; call < 400; call += 1) {
          log.record(sampleEvent({ resource: `${worker}-${call}` }));
          if (call % 37 === 0) await log.flush();
        }
        await log.close();
      }),
    );
    const { events, otherLines } = await readAudit(target);
    assert.equal(otherLines, 0);
    assert.equal(new Set(events.map(({ resource }) => resource)).size, 1_200);
    assert.equal(events.length, 1_200);
  });

  it('goes on where a process of the same id ended', async () => {
    const file = fileOfProcess(target, 1);
    for (const resource of ['first', 'second']) {
      const log = logOf(file, { maxBytes: 10_000, maxFiles: 4 });
      log.record(sampleEvent({ resource }));
      await log.close();
    }
    const { events } = await readAudit(file);
    assert.deepEqual(
      events.map(({ resource }) => resource),
      ['first', 'second'],
    );
  });

  it('says once that it cannot be written, keeps what it can, and goes on by itself', async () => {
    // A file where the folder should be.
    await writeFile(path.dirname(target), '');
    const file = fileOfProcess(target, 1);
    let lost = 0;
    const log = logOf(
      file,
      { maxBytes: 100_000, maxFiles: 2 },
      { maxWaiting: 5, onLost: (events) => (lost += events) },
    );
    for (let call = 0; call < 8; call += 1) {
      log.record(sampleEvent({ resource: `queue-${call}` }));
      await log.flush();
    }
    assert.deepEqual(said.length, 1, said.join('\n'));
    assert.match(said[0] ?? '', /^warn: the audit cannot be written \(E[A-Z]+\).*ROLLCALL_AUDIT/);
    assert.equal(lost, 3);
    await rm(path.dirname(target));
    await mkdir(path.dirname(target));
    await log.close();
    assert.match(said[1] ?? '', /^info: the audit is written again/);
    const { events } = await readAudit(target);
    assert.deepEqual(
      events.map(({ resource }) => resource),
      ['queue-3', 'queue-4', 'queue-5', 'queue-6', 'queue-7'],
    );
  });

  it('is not taken from other files of the folder', async () => {
    await mkdir(path.dirname(target));
    const line = `${JSON.stringify(sampleEvent())}\n`;
    for (const name of ['audit.old.jsonl', 'audits.host-1.jsonl', 'audit.host-1.jsonl.bak'])
      await writeFile(path.join(path.dirname(target), name), line);
    await assert.rejects(readAudit(target), /no worker has written an audit to .*audit\.jsonl yet/);
    await writeFile(
      path.join(path.dirname(target), 'audit.host-1.jsonl'),
      `${line}no event\n${line}`,
    );
    const { events, otherLines, files } = await readAudit(target);
    assert.deepEqual([events.length, otherLines, files], [2, 1, 1]);
  });
});
