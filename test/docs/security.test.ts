import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../src/cli/demo/state-folder.js';

describe('docs/security.md', () => {
  it('names tests that are there, for every threat', () => {
    const text = readFileSync(path.join(projectRoot, 'docs/security.md'), 'utf8');
    const rows = text.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));
    assert.ok(rows.length >= 25);
    for (const row of rows) {
      const named = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, name]) => name,
      );
      const tests = named.filter((name) => name?.startsWith('npm') === false);
      assert.ok(tests.length > 0, row);
      for (const name of tests) {
        const place = path.join(projectRoot, 'test', name ?? '');
        assert.ok(existsSync(`${place}.test.ts`) || existsSync(place), `${name}: ${row}`);
      }
    }
  });
});
