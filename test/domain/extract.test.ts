import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { extract } from '../../src/domain/extract.js';
import type { Extraction, LiveOrg } from '../../src/domain/extract-model.js';
import type { LiteralRules } from '../../src/domain/extract-rules.js';
import { layersOf } from '../../src/domain/graph.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import { mergeResource } from '../../src/domain/merge.js';
import { applyOverride } from '../../src/domain/overrides.js';
import { collectReferences, resolveReferences } from '../../src/domain/reference.js';
import { renderValue } from '../../src/domain/render-value.js';
import { secretFieldsOf } from '../../src/domain/secret-fields.js';
import type { LiveResource } from '../../src/domain/resource.js';

const rules: LiteralRules = {
  isLocal: (_, value) => String(value).startsWith('https://'),
  isSecret: (_, value) => value === 'hunter2',
  idMember: () => 'id',
};

const kinds = ['flow', 'queue'] as const;
const names = ['Main', 'main!', 'Other'];

/** Bodies that have much in common, and everything that is hard to say in a template. */
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>('a', 'b', '', 1, 2, true, false, null),
    fc.constantFrom<Json>('{{X}}', 'https://x', 'hunter2', 'flow-Main', 'queue-Other'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.record({ id: fc.constantFrom('i', 'j', 'k'), v: tie('value') }), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('m', 'n', 'password', 'ref', '{{m}}', 'id', 'name'),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
})).value;

const body = fc.dictionary(fc.constantFrom('p', 'q', 'r', 'version', 'secret'), value, {
  maxKeys: 4,
});

const fleet = fc
  .array(fc.array(body, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 4 })
  .map((orgs) => orgs.map((bodies, at) => liveOrg(at, bodies)));

/** Ids differ by org, as a platform gives them; bodies name those of their own org. */
function liveOrg(at: number, bodies: readonly JsonObject[]): LiveOrg {
  const resources = kinds.flatMap((kind, row) =>
    names.map((name, column): LiveResource => {
      const given = bodies[row * names.length + column] ?? {};
      const text = JSON.stringify({ ...given, name }).replace(
        /"(flow-Main|queue-Other)"/g,
        `"${at}-$1"`,
      );
      const body = JSON.parse(text) as JsonObject;
      return { kind, id: `${at}-${kind}-${name}`, name, body, version: '1', enabled: true };
    }),
  );
  return { org: `org_${at}`, variables: { ORG: `org_${at}` }, resources, known: new Map() };
}

function extracted(orgs: readonly LiveOrg[]): Extraction {
  const ids = new Set(orgs.flatMap(({ resources }) => resources.map(({ id }) => id)));
  return extract({ group: 'g', orgs, kinds, rules, ids, taken: new Set() });
}

/** What a rollout of the extraction would do to an org. */
function changesOf({ resources, variables }: Extraction, org: LiveOrg): unknown[] {
  const idOf = (key: string): string | undefined =>
    resources.find(({ kind, name }) => `g/${kind}/${name}` === key)?.ids.get(org.org);
  const own = [...variables].map(([name, values]) => [name, values.get(org.org) ?? '']);
  const scope = {
    group: 'g',
    variables: { ...org.variables, ...Object.fromEntries(own) },
    report: (path: string, message: string) => assert.fail(`${path}: ${message}`),
  };
  return resources.flatMap(({ template, overrides, ids }) => {
    const patch = overrides.get(org.org);
    const asked = patch === undefined ? template : applyOverride(template, patch);
    const rendered = renderValue(asked, [], scope) as JsonObject;
    const { body: desired, unresolved } = resolveReferences(rendered, idOf);
    assert.deepEqual(unresolved, []);
    const live = org.resources.find(({ id }) => id === ids.get(org.org))?.body ?? {};
    const { changes, held } = mergeResource({ live, desired, base: null, onConflict: 'hold' });
    return [...changes, ...held];
  });
}

describe('extracting templates from live orgs', () => {
  it('asks of every org for what it has, whatever the orgs have', () => {
    fc.assert(
      fc.property(fleet, (orgs) => {
        const extraction = extracted(orgs);
        assert.equal(extraction.resources.length, 6);
        for (const org of orgs) assert.deepEqual(changesOf(extraction, org), []);
      }),
      { numRuns: 300 },
    );
  });

  it('writes no secret, no address and no id, and closes no cycle', () => {
    fc.assert(
      fc.property(fleet, (orgs) => {
        const { resources, variables } = extracted(orgs);
        const written = resources.flatMap(({ template, overrides }) => [
          template,
          ...overrides.values(),
        ]);
        for (const one of written) assert.deepEqual(secretFieldsOf(one), []);
        const everything = JSON.stringify([written, ...[...variables.values()].map((v) => [...v])]);
        assert.doesNotMatch(everything, /hunter2/);
        const templates = JSON.stringify(resources.map(({ template }) => template));
        assert.doesNotMatch(templates, /https:|\d-(flow|queue)-/);
        const edges = resources.flatMap(({ kind, name, template, overrides }) =>
          collectReferences([template, ...overrides.values()]).map((dependsOn) => ({
            node: `g/${kind}/${name}`,
            dependsOn,
          })),
        );
        const nodes = resources.map(({ kind, name }) => `g/${kind}/${name}`);
        assert.ok(layersOf({ nodes, edges }).ok);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing out where orgs hold only what a template can say', () => {
    const bodies = (weight: number): JsonObject[] =>
      Array.from({ length: 6 }, () => ({ p: { weight, list: [1, { a: 'x' }] }, q: [] }));
    const orgs = [liveOrg(0, bodies(1)), liveOrg(1, bodies(2))];
    const { resources, variables, leftOut } = extracted(orgs);
    assert.deepEqual(leftOut, []);
    assert.deepEqual(
      resources.map(({ name }) => name),
      ['main', 'other', 'main_2', 'main', 'other', 'main_2'],
    );
    assert.equal(variables.size, 6);
    assert.deepEqual(resources[0]?.template, {
      p: { weight: '{{FLOW_MAIN_P_WEIGHT}}', list: [1, { a: 'x' }] },
      q: [],
      name: 'Main',
    });
  });

  it('uses a variable that has these values already', () => {
    const orgs = ['org_0', 'org_1'].map((name, at) =>
      liveOrg(
        at,
        Array.from({ length: 6 }, () => ({ p: name })),
      ),
    );
    const { resources, variables } = extracted(orgs);
    assert.equal(variables.size, 0);
    assert.equal(resources[0]?.template['p'], '{{ORG}}');
  });

  it('breaks a cycle of references by writing one of them as an id', () => {
    const refer: JsonObject[] = [{ p: 'queue-Other' }, {}, {}, {}, {}, { p: 'flow-Main' }];
    const { resources } = extracted([liveOrg(0, refer), liveOrg(1, refer)]);
    const said = resources.map(({ template }) => template['p']).filter((p) => p !== undefined);
    assert.equal(said.length, 2);
    assert.equal(said.filter((p) => typeof p === 'string' && p.startsWith('{{')).length, 1);
  });
});
