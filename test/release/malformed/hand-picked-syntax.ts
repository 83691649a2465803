import type { MalformedCase } from './case.js';
import { replaced, written } from './case.js';
import { sampleText } from './repository.js';

const manifest = 'manifest.yaml';
const policy = 'policy.yaml';
const queue = 'templates/global_queues/global_main.yaml';
const routing = 'templates/global_queues/global_routing.json';
const staging = 'environments/staging.yaml';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const bomb = [
  'l0: &l0 [boom]',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (n) => `l${n}: &l${n} [${Array.from({ length: 9 }, () => `*l${n - 1}`).join(', ')}]`,
  ),
].join('\n');

/** Files that cannot be read, or not as anybody meant them. */
export const syntaxCases: readonly MalformedCase[] = [
  written('empty', manifest, '', { line: 1, says: /is empty/ }),
  written('only a comment', policy, '# later\n', { line: 1, says: /is empty/ }),
  written('an empty component', 'components/shared_ivr.yaml', '\n\n', { line: 1 }),
  written('an empty template', queue, '', { line: 1, says: /is empty/ }),
  written('an empty JSON template', routing, '', { line: 1, says: /is empty/ }),
  written('text', manifest, 'hello\n', { line: 1, says: /must be an object.*read as text/ }),
  written('a list', policy, '- 1\n', { line: 1, says: /must be an object.*read as a list/ }),
  written('a list as a template', queue, '- name: x\n', { line: 1, says: /is an object/ }),
  written('text as a template', routing, '"name"\n', { line: 1, says: /is an object/ }),
  written('NUL', queue, 'name: a\nskill: b\0\n', { line: 2, says: /U\+0000/ }),
  written('an escape sequence', queue, 'name: \u001b[2J\n', { line: 1, says: /U\+001B/ }),
  written('a text that runs backwards', queue, 'name: a\nskill: \u202Eb\n', {
    line: 2,
    says: /U\+202E/,
  }),
  written('Latin-1', queue, bytes('name: a\nskill: K', [0xf6], 'ln\n'), { line: 2, says: /UTF-8/ }),
  written('UTF-16', manifest, bytes([0xff, 0xfe], 'd', [0]), { line: 1, says: /UTF-8/ }),
  written('UTF-16 without a mark', queue, Buffer.from('name: a\n', 'utf16le'), { line: 1 }),
  written('the end of a line of an old Mac', queue, 'name: a\rskill: b\n', { line: 1 }),
  written('a NUL that is escaped', queue, 'name: "a\\0"\n', { line: 1, says: /control/ }),
  written('half a character', routing, '{\n"name": "\\ud800"\n}', { line: 2, says: /half/ }),
  written('a mebibyte and more', queue, 'x'.repeat(2 ** 20 + 1), { line: null, says: /1 MiB/ }),
  written('a long line', queue, `name: x\nskill: ${'x'.repeat(20_000)}\n`, { line: 2 }),
  written('a bomb of aliases', queue, bomb, { line: 4, says: /more than/ }),
  written('an alias in itself', queue, 'name: a\nmore: &a [*a]\n', { line: 2, says: /deep/ }),
  written('an alias of nothing', queue, 'name: a\nskill: *nobody\n', { line: 2, says: /nobody/ }),
  written('too many aliases', queue, `name: &n a\nmore: [${'*n, '.repeat(101)}]\n`, { line: 2 }),
  written('too many values', queue, `name: a\nmore:\n${'- 1\n'.repeat(100_001)}`, {
    line: 100_000,
  }),
  written('brackets without end', queue, '['.repeat(5_000), { line: 1, says: /deep/ }),
  written('brackets without end in JSON', routing, '[\n'.repeat(10_000), {
    line: 66,
    says: /64 deep/,
  }),
  written('deeper than 64', queue, `name: a\nx: ${'['.repeat(99)}${']'.repeat(99)}\n`, { line: 2 }),
  written('two documents', queue, 'name: a\n---\nname: b\n', { line: 2, says: /multiple/ }),
  written('a document of YAML 1.1', queue, '%YAML 1.1\n---\nname: a\n', { line: 1, says: /1\.2/ }),
  written('a tag', queue, 'name: a\nskill: !secret b\n', { line: 2, says: /[Tt]ag/ }),
  written('a tag that runs code', queue, 'name: !!js/function "x"\n', { line: 1 }),
  written('a tab', queue, 'name: a\nwait:\n\ttype: b\n', { line: 3, says: /use spaces/ }),
  written('a merge', queue, 'name: a\n<<: { skill: b }\n', { line: 2, says: /<</ }),
  written('a key that is a list', queue, 'name: a\n? [a]\n: b\n', { line: 2 }),
  written('a missing quote', queue, 'name: "a\n', { line: 2 }),
  written('a bad indentation', queue, 'name: a\n  skill: b\n', { line: 1 }),
  written('a reserved character', queue, 'name: a\nskill: @b\n', { line: 2 }),
  replaced('an open list', manifest, ['[org_parent_001]\n', '[org_parent_001\n']),
  ...['__proto__', 'constructor', 'prototype'].flatMap((name) => [
    written(`a member ${name}`, queue, `name: a\n${name}: { x: 1 }\n`, { line: 2, says: /named/ }),
    written(`${name} in JSON`, routing, `{\n "name": "a",\n "${name}": 1\n}`, { line: 3 }),
  ]),
  replaced('an org __proto__', staging, ['  org_sub_002:', '  __proto__:'], /cannot be named/),
  replaced(
    'a member twice',
    policy,
    ['\nbake_minutes:', '\nbake_minutes: 1\nbake_minutes:'],
    /twice/,
  ),
  written('a member twice in JSON', routing, '{"name": "a",\n"name": "b"}', { line: 2 }),
  ...json(),
  ...scalars(),
];

/** What YAML reads in a JSON file, and JSON does not. */
function json(): MalformedCase[] {
  const inJson = (what: string, from: string, to: string, says: RegExp): MalformedCase =>
    replaced(what, routing, [from, to], says);
  return [
    inJson('a comment', '  "targets"', '  // weights\n  "targets"', /no comments/),
    inJson('a comment in stars', '"Global_Routing",', '"Global_Routing", /* x */', /no comments/),
    inJson('a comment of YAML', '"Global_Routing",', '"Global_Routing", # x', /no comments/),
    inJson('a comma at the end', '"priority": 2 }', '"priority": 2, }', /no comma before/),
    inJson('single quotes', '"Global_Routing"', "'Global_Routing'", /double quotes/),
    inJson('a bare name', '"name"', 'name', /double quotes/),
    inJson('a bare word', '"Global_Routing"', 'Global_Routing', /double quotes/),
    inJson('a missing comma', '"Global_Routing",\n ', '"Global_Routing"\n ', /is missing/),
    inJson('a missing colon', '"name":', '"name"', /":" is missing/),
    inJson('NaN', '100', 'NaN', /a value is written/),
    inJson('a leading zero', '100', '0100', /a value is written/),
    inJson('a hexadecimal number', '100', '0x64', /a value is written/),
    inJson('a number beyond all numbers', '100', '1e999', /exactly/),
    inJson('an integer that is not kept', '100', '9007199254740993', /exactly/),
    written('text after the end', routing, '{"name": "a"}\nmore\n', { line: 2 }),
    written('a file cut off', routing, sampleText(routing).slice(0, 150), { line: 5 }),
    written('YAML', routing, 'name: a\n', { line: 1, says: /a value is written/ }),
  ];
}

/** Values that are not what they look like. */
function scalars(): MalformedCase[] {
  const inQueue = (value: string, says: RegExp): MalformedCase =>
    replaced(`enabled: ${value}`, queue, ['enabled: true', `enabled: ${value}`], says);
  return [
    ...['yes', 'Yes', 'on', 'ON'].map((word) => inQueue(word, /read as text.*true/)),
    ...['no', 'No', 'off', 'OFF'].map((word) => inQueue(word, /read as text.*false/)),
    inQueue('.nan', /exactly/),
    inQueue('.inf', /exactly/),
    inQueue('-.Inf', /exactly/),
    inQueue('12345678901234567890', /exactly/),
    inQueue('0.12345678901234567890123', /exactly/),
    inQueue('1e-400', /exactly/),
    inQueue('0049', /leading zeros/),
    inQueue('+4930123456', /without its "\+"/),
    inQueue('0o17', /octal/),
    inQueue('0x1F', /hexadecimal/),
    inQueue('12e4', /exponent/),
    inQueue('1_000', /without "_"/),
    inQueue('~', /null/),
    inQueue('', /null/),
    replaced('a number for text', staging, ['org_id: gc-stage-hub', 'org_id: 4711'], /quotes/),
    replaced(
      'true for text',
      staging,
      ['region: us_east, carrier', 'region: true, carrier'],
      /text/,
    ),
    replaced('nothing for text', staging, ['org_id: gc-stage-hub', 'org_id:'], /is empty/),
    replaced('no for true', staging, ['simulated: true', 'simulated: no'], /false/),
    replaced('text for true', staging, ['simulated: true', "simulated: 'no'"], /true or false/),
    replaced('60s for a number', policy, ['bake_minutes: 30', 'bake_minutes: 1:30'], /a number/),
  ];
}
