import assert from 'node:assert/strict';
import type { FleetRow } from '../../src/domain/fleet.js';
import { editByHand, setMadeUpStage, type MadeUpStage } from './made-up.js';

describe('rollcall fleet', function () {
  this.timeout(60_000);
  let stage: MadeUpStage;
  const rows = async (...more: string[]): Promise<readonly FleetRow[]> => {
    const { lines, exitCode, errors } = await stage.rollcall(['fleet', '--json', ...more]);
    assert.equal(exitCode, 0, errors.join('\n'));
    return (JSON.parse(lines.at(-1) ?? '') as { orgs: FleetRow[] }).orgs;
  };

  before(async () => {
    stage = await setMadeUpStage({ subs: { na_east: 1, eu_central: 2 } });
  });
  after(() => stage.stop());

  it('says of orgs that nothing was ever written to', async () => {
    assert.deepEqual(
      (await rows()).map(({ org, release, since, drift }) => [org, release, since, drift]),
      ['org_hub', 'na_east_001', 'eu_central_001', 'eu_central_002'].map((org) => [
        org,
        null,
        null,
        null,
      ]),
    );
  });

  it('names the release of each org by its tag, since when, and what people changed', async () => {
    await stage.adopt('v1');
    await stage.release('v2', { weight: 90 });
    await editByHand(stage, {
      org: 'eu_central_002',
      kind: 'queue',
      name: 'Queue 1',
      patch: { skill: 'billing' },
    });
    const traces = await stage.traces();
    const { lines } = await stage.rollcall(['fleet', '--environment', 'production', '--drift']);
    const since = lines[1]?.match(/\d{4}-\d\d-\d\d \d\d:\d\d/)?.[0] ?? '';
    assert.deepEqual(
      lines.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'SINCE')),
      [
        'environment  org             group       release  since             drift',
        'production   org_hub         hub         v1       SINCE  none',
        'production   na_east_001     na_east     v1       SINCE  none',
        'production   eu_central_001  eu_central  v1       SINCE  none',
        'production   eu_central_002  eu_central  v1       SINCE  1 difference',
        '',
        'production: v1 4',
      ],
    );
    assert.ok(Math.abs(Date.parse(`${since}Z`) - Date.now()) < 3_600_000, since);
    assert.equal(await stage.traces(), traces);
  });

  it('tells machines commit, digest and rollout', async () => {
    const [hub] = await rows('--environment', 'production');
    assert.match(hub?.commit ?? '', /^[0-9a-f]{40}$/);
    assert.match(hub?.releaseDigest ?? '', /^[0-9a-f]{64}$/);
    assert.equal(hub?.rolloutKey, 'adoption-of-v1');
    assert.equal(hub?.drift, null);
  });

  it('knows the environments there are, and exits 2 for another', async () => {
    const { exitCode, errors } = await stage.rollcall(['fleet', '--environment', 'prod']);
    assert.equal(exitCode, 2);
    assert.match(errors[0] ?? '', /Known: production/);
  });
});
