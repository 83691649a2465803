import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { run } from '../../src/cli/program.js';
import { jsonSchemas } from '../../src/release/json-schemas.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { projectRoot, removeFolders, temporaryFolder } from './fixture.js';

type Node = { description?: string; properties?: Record<string, Node>; [member: string]: unknown };

const committed = join(projectRoot, 'schemas');
const config = join(projectRoot, 'config');

/** The sample's files that a schema describes. */
function samples(describes: string): string[] {
  const folder = dirname(describes);
  if (!describes.includes('*')) return [join(config, describes)];
  return readdirSync(join(config, folder)).map((name) => join(config, folder, name));
}

/** Members without a description, by path. */
function undescribed(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, items, additionalProperties } = node as Node;
  const own = Object.entries(properties).flatMap(([name, member]) => [
    ...(member.description ? [] : [`${path}.${name}`]),
    ...undescribed(member, `${path}.${name}`),
  ]);
  return [...own, ...undescribed(items, `${path}[]`), ...undescribed(additionalProperties, path)];
}

describe('the JSON Schemas', () => {
  after(removeFolders);

  it('are those in schemas/: rollcall schema writes them', async () => {
    const out = join(temporaryFolder(), 'deep', 'schemas');
    const terminal = recordingTerminal();
    assert.equal(await run(['schema', '--out', out, '--json'], { env: {}, terminal }), 0);
    assert.deepEqual(readdirSync(out).sort(), readdirSync(committed).sort());
    for (const name of readdirSync(out))
      assert.equal(
        readFileSync(join(committed, name), 'utf8'),
        readFileSync(join(out, name), 'utf8'),
        `${name} is out of date: run "npm run rollcall -- schema"`,
      );
    assert.match(terminal.lines.join('\n'), /yaml-language-server: \$schema=/);
    const { files } = JSON.parse(terminal.lines.at(-1) ?? '') as { files: unknown[] };
    assert.equal(files.length, jsonSchemas().length + 1, 'and the evidence of rollcall judge');
  });

  it('describe every member, for an editor to show', () => {
    for (const { describes, schema } of jsonSchemas()) {
      assert.ok(schema['title'] && schema['description'], describes);
      assert.deepEqual(undescribed(schema), [], describes);
    }
  });

  for (const { file, describes, schema } of jsonSchemas())
    it(`${file} accepts the sample's ${describes}, and refuses what is not in it`, () => {
      const validator = z.fromJSONSchema(schema);
      const files = samples(describes);
      assert.ok(files.length > 0);
      for (const sample of files) {
        const value: unknown = parse(readFileSync(sample, 'utf8'));
        const result = validator.safeParse(value);
        assert.ok(result.success, `${sample}: ${result.error?.message}`);
        assert.ok(!validator.safeParse({ ...(value as object), nonsense: 1 }).success);
      }
      assert.ok(!validator.safeParse([]).success);
    });

  it('are named by the first line of each sample file', () => {
    for (const { file, describes } of jsonSchemas())
      for (const sample of samples(describes)) {
        const [first = ''] = readFileSync(sample, 'utf8').split('\n');
        const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
        const named = relative(projectRoot, resolve(dirname(sample), path));
        assert.equal(named, join('schemas', file), sample);
      }
  });
});
