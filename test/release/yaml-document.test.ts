import assert from 'node:assert/strict';

import { readDocument } from '../../src/release/yaml-document.js';
import type { ReadResult } from '../../src/release/yaml-document.js';

function read(text: string): ReadResult {
  return readDocument('a.yaml', { bytes: new TextEncoder().encode(text) });
}

function problem(text: string): string {
  const result = read(text);
  assert.ok(!result.ok, 'expected a finding');
  return result.findings.map(({ message }) => message).join('\n');
}

describe('a configuration document', () => {
  it('knows line and column of every path, and of what is nearest', () => {
    const result = read('a:\n  - b: 1\n    "c d": [x,\n      y]\n');
    assert.ok(result.ok);
    const at = (path: string): string => Object.values(result.document.locate(path)).join(':');
    assert.equal(at('a[0].b'), '2:5');
    assert.equal(at('a[0]["c d"][1]'), '4:7');
    assert.equal(at('a[0].nothing.here'), '2:5');
    assert.equal(at(''), '1:1');
  });

  it('reads JSON, tabs included', () => {
    const result = read('{\n\t"a": [\n\t\t1,\n\t\ttrue\n\t]\n}\n');
    assert.ok(result.ok);
    assert.deepEqual(result.document.value, { a: [1, true] });
  });

  it('follows an alias', () => {
    const result = read('a: &x [1, 2]\nb: *x\n');
    assert.ok(result.ok);
    assert.deepEqual(result.document.value, { a: [1, 2], b: [1, 2] });
  });

  it('refuses a bomb of aliases', () => {
    const level = (n: number): string =>
      `l${n}: &l${n} [${Array.from({ length: 9 }, () => `*l${n - 1}`).join(', ')}]`;
    const levels = [1, 2, 3, 4, 5, 6, 7, 8].map(level);
    assert.match(problem(['l0: &l0 [boom]', ...levels].join('\n')), /more than/);
  });

  it('refuses an alias that contains itself', () => {
    assert.match(problem('a: &a [*a]\n'), /more than|deep|alias|anchor/i);
  });

  it('refuses an alias of nothing', () => {
    assert.match(problem('a: *nobody\n'), /nobody/);
  });

  it('refuses what is nested without end', () => {
    assert.match(problem('['.repeat(20_000)), /deep/);
    assert.match(problem(`${'['.repeat(100)}${']'.repeat(100)}`), /deep/);
  });

  it('refuses what JSON cannot keep', () => {
    assert.match(problem('a: .nan\n'), /exactly/);
    assert.match(problem('a: 12345678901234567890\n'), /quotes/);
    assert.match(problem('a: !secret x\n'), /tag/i);
    assert.match(problem('__proto__: { a: 1 }\n'), /cannot be named/);
    assert.match(problem('a: 1\na: 2\n'), /"a" is there twice/);
    assert.match(problem('a: 1\n---\nb: 2\n'), /multiple documents/i);
  });

  it('takes a mark of byte order and line ends of any system', () => {
    const result = read('\u{feff}a: 1\r\nb:\r\n  c: x\r\n');
    assert.ok(result.ok);
    assert.deepEqual(result.document.value, { a: 1, b: { c: 'x' } });
    assert.deepEqual(result.document.locate('b.c'), { line: 3, column: 3 });
  });

  it('says where an alias stands that unfolds to too much', () => {
    const result = read(`a: &a [1]\nb: &b [${'*a, '.repeat(60)}]\nc:\n  - *b\n  - *b\n`);
    assert.ok(!result.ok);
    const [{ line, column, path } = {}] = result.findings;
    assert.deepEqual([line, column, path], [4, 5, 'c[0]']);
  });

  it('finds a member that is there twice among many in a moment', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `a${index}: 1`);
    const result = read([...many, 'a7: 2'].join('\n'));
    assert.ok(!result.ok);
    const [{ line, path, message } = {}] = result.findings;
    assert.deepEqual([line, path], [50_001, 'a7']);
    assert.match(message ?? '', /"a7" is there twice/);
  });

  it('keeps numbers as they are meant', () => {
    const result = read('[0, -1, 0.5, 1.10, 1.5e3, 9007199254740991, "0049", 2026-11-23, 12:30]');
    assert.ok(result.ok);
    const expected = [0, -1, 0.5, 1.1, 1500, 9007199254740991, '0049', '2026-11-23', '12:30'];
    assert.deepEqual(result.document.value, expected);
  });

  it('refuses files that were too large or are no text', () => {
    const large = readDocument('a.yaml', { bytes: null, refused: 'is larger than 1 MiB' });
    assert.ok(!large.ok && large.findings[0]?.message === 'is larger than 1 MiB');
    const binary = readDocument('a.yaml', { bytes: Uint8Array.of(0xff, 0xfe, 0x80) });
    assert.ok(!binary.ok && /UTF-8/.test(binary.findings[0]?.message ?? ''));
  });
});
