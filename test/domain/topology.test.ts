import assert from 'node:assert/strict';

import { compareTree } from '../../src/domain/topology.js';
import { sampleEnvironment } from './sample-release.js';

const tree = [
  { realOrgId: 'real-hub', parentRealOrgId: null, enabled: true },
  { realOrgId: 'real-hub_2', parentRealOrgId: null, enabled: true },
  { realOrgId: 'real-east', parentRealOrgId: 'real-hub', enabled: true },
  { realOrgId: 'real-west', parentRealOrgId: 'real-hub', enabled: true },
  { realOrgId: 'real-lone', parentRealOrgId: null, enabled: true },
  { realOrgId: 'real-stranger', parentRealOrgId: 'real-hub', enabled: true },
];

describe('the tree of orgs', () => {
  const environment = sampleEnvironment();

  it('has nothing wrong where it is as the environment says, whoever else is there', () => {
    assert.deepEqual(compareTree({ environment, discovered: tree }), []);
  });

  it('misses an org', () => {
    const discovered = tree.filter(({ realOrgId }) => realOrgId !== 'real-west');
    const [finding, ...others] = compareTree({ environment, discovered });
    assert.deepEqual(others, []);
    assert.equal(finding?.file, 'environments/test.yaml');
    assert.equal(finding?.path, 'orgs.west.org_id');
    assert.match(finding?.message ?? '', /no org "real-west"/);
  });

  it('has an org that is disabled, under another parent even', () => {
    const discovered = tree.map((org) =>
      org.realOrgId === 'real-east' ? { ...org, enabled: false, parentRealOrgId: null } : org,
    );
    const findings = compareTree({ environment, discovered });
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['orgs.east.org_id', 'orgs.east.parent'],
    );
    assert.match(findings[0]?.message ?? '', /"real-east" is disabled .* not_here/);
  });

  it('has an org under another parent, or under none', () => {
    const discovered = tree.map((org) => {
      if (org.realOrgId === 'real-east') return { ...org, parentRealOrgId: 'real-hub_2' };
      return org.realOrgId === 'real-west' ? { ...org, parentRealOrgId: null } : org;
    });
    const findings = compareTree({ environment, discovered });
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['orgs.east.parent', 'orgs.west.parent'],
    );
    assert.match(findings[0]?.message ?? '', /under "real-hub_2".*expected under "real-hub"/);
    assert.match(findings[1]?.message ?? '', /without a parent/);
  });
});
