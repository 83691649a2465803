import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Finding, Release } from '../../src/domain/release-model.js';
import { compileRelease } from '../../src/release/compile.js';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Files by path; `null` takes one away. */
export type Changes = Readonly<Record<string, string | null>>;

/** A small configuration without anything wrong: a hub, a sub that refers to it, one environment. */
export const soundFiles: Readonly<Record<string, string>> = {
  'manifest.yaml': `deployment_targets:
  - group: shared
    org_ids: [hub]
    components: [queues]
  - group: region
    org_ids: [sub_1, sub_2]
    components: [routing]
`,
  'components/queues.yaml': `resources:
  - { kind: queue, name: support, template: templates/support.yaml }
`,
  'components/routing.yaml': `resources:
  - { kind: queue, name: main, template: templates/main.yaml }
  - { kind: strategy, name: routing, template: templates/routing.json }
`,
  'templates/support.yaml': 'name: Support\n',
  'templates/main.yaml': 'name: Main\ndescription: "{{ENV_REGION}} first"\n',
  'templates/routing.json': `{
  "name": "Routing",
  "targets": [
    { "id": { "ref": "queue/main" }, "weight": "{{WEIGHT}}" },
    { "id": { "ref": "shared/queue/support" }, "weight": 0 }
  ]
}
`,
  'environments/test.yaml': `simulated: true
platforms: { guide: { base_url: http://127.0.0.1:4010/ } }
variables: { ENV_REGION: nowhere, WEIGHT: 90 }
groups: { region: { variables: { ENV_REGION: east } } }
orgs:
  hub: { platform: guide, org_id: real-hub, region: east, carrier: alder, time_zone: Europe/Berlin, credentials: "file:test/hub" }
  sub_1: { platform: guide, org_id: real-1, parent: hub, region: east, carrier: alder, time_zone: Europe/Berlin, credentials: "file:test/sub_1", variables: { WEIGHT: 100 } }
not_here: [sub_2]
`,
};

function compile(changes: Changes): ReturnType<typeof compileRelease> {
  const files = new Map(
    Object.entries({ ...soundFiles, ...changes }).flatMap(([path, text]) =>
      text === null ? [] : [[path, { bytes: new TextEncoder().encode(text) }] as const],
    ),
  );
  return compileRelease({ commit: 'c0ffee', files });
}

/** The sound configuration with some files replaced, compiled. */
export function releaseOf(changes: Changes = {}): Release {
  const result = compile(changes);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
  return result.release;
}

/** What is wrong with the sound configuration after some files were replaced. */
export function findingsOf(changes: Changes): readonly Finding[] {
  const result = compile(changes);
  assert.ok(!result.ok, 'expected findings');
  return result.findings;
}

/** A sound file with one piece of text replaced. */
export function edited(file: string, from: string, to: string): Changes {
  const text = soundFiles[file];
  assert.ok(text !== undefined && text.includes(from), `${file} does not contain ${from}`);
  return { [file]: text.replace(from, to) };
}

/** Asserts exactly one finding, and where. */
export function assertOnly(
  findings: readonly Finding[],
  expected: { file: string; line: number | null; path: string; message: RegExp },
): void {
  assert.equal(findings.length, 1, JSON.stringify(findings, null, 1));
  const [finding] = findings as [Finding];
  const { message, ...where } = expected;
  assert.match(finding.message, message);
  assert.deepEqual({ file: finding.file, line: finding.line, path: finding.path }, where);
}

const folders: string[] = [];

/** A new folder; `removeFolders` takes it away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-release-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The sample configuration with overlays of `demo/` laid over it, in order. */
export function layOver(folder: string, overlays: readonly string[]): void {
  cpSync(join(projectRoot, 'config'), folder, { recursive: true });
  for (const overlay of overlays) {
    const source = join(projectRoot, 'demo', overlay);
    cpSync(source, folder, { recursive: true });
    for (const path of removedBy(source)) rmSync(join(folder, path));
    rmSync(join(folder, 'REMOVED'), { force: true });
  }
}

function removedBy(overlay: string): string[] {
  try {
    return readFileSync(join(overlay, 'REMOVED'), 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** Runs git in a folder, as nobody in particular. */
export function gitIn(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  const settings = [...who, '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', ['-C', folder, ...settings, ...args], { encoding: 'utf8' }).trim();
}
