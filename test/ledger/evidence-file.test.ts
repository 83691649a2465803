import assert from 'node:assert/strict';
import * as z from 'zod';

import { judge } from '../../src/domain/canary/judge.js';
import {
  completed,
  evidenceFileSchema,
  evidenceJsonSchema,
  evidenceSchema,
} from '../../src/ledger/evidence-file.js';
import { canary, controls, evidenceOf, iso } from '../domain/canary/fleet.js';

const evidence = evidenceOf([canary('a'), canary('b'), canary('c'), ...controls(27)]);

describe('evidence', () => {
  it('gives the same verdict again after it was written and read', () => {
    const written = JSON.parse(JSON.stringify(evidence)) as unknown;
    assert.deepEqual(judge(evidenceSchema.parse(written)), judge(evidence));
  });

  it('of another tool needs no more than orgs: all else has a default', () => {
    const file = evidenceFileSchema.parse({ orgs: evidence.orgs });
    const full = completed(file);
    assert.deepEqual(full?.deployment, { from: iso(0), to: iso(0) });
    assert.deepEqual(full?.checks, [iso(60)]);
    assert.equal(full?.intervalMinutes, 5);
    assert.ok(evidenceSchema.safeParse(full).success);
    const orgs = controls(2);
    assert.equal(completed(evidenceFileSchema.parse({ orgs })), null, 'nobody was deployed to');
  });

  it('that cannot be is refused with its place', () => {
    const [first, ...others] = evidence.orgs;
    const broken = {
      ...first,
      intervals: [{ ...first?.intervals[0], abandoned: 41, strategyHits: -1 }],
    };
    const result = evidenceFileSchema.safeParse({ orgs: [broken, ...others, others[0]] });
    const places = result.error?.issues.map(({ path }) => path.join('.')) ?? [];
    assert.ok(places.includes('orgs.0.intervals.0.strategyHits'), places.join());
    const twice = evidenceFileSchema.safeParse({ orgs: [...evidence.orgs, others[0]] });
    assert.match(twice.error?.message ?? '', /an org is there twice/);
  });

  it('with checks out of order, or a deployment that ends first, is refused', () => {
    const checks = [iso(20), iso(15)];
    const deployment = { from: iso(0), to: iso(-5) };
    const { error } = evidenceFileSchema.safeParse({ orgs: evidence.orgs, checks, deployment });
    assert.deepEqual(
      error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).sort(),
      ['checks: must ascend', 'deployment: ends before it begins'],
    );
  });

  it('is described by a JSON Schema that says the same', () => {
    const schema = evidenceJsonSchema();
    const validator = z.fromJSONSchema(schema);
    assert.ok(validator.safeParse(evidence).success);
    assert.ok(validator.safeParse({ orgs: evidence.orgs }).success);
    assert.ok(!validator.safeParse({ orgs: [] }).success);
    assert.ok(!validator.safeParse({ orgs: [{ org: 'a' }] }).success);
  });
});
