import assert from 'node:assert/strict';
import { startPlatform, type Platform } from './platform.js';
import { org, sampleWorld } from './sample-world.js';

interface Node {
  id: string;
  parentOrgId: string | null;
  children: Node[];
}

describe('simulator: organizations', () => {
  let platform: Platform;
  before(async () => {
    platform = await startPlatform();
  });
  after(() => platform.close());

  it('nests the subs below their parent', async () => {
    const api = await platform.api('hub');
    const { body } = await api<{ entities: Node[] }>('/api/v2/organizations');
    assert.deepEqual(
      body.entities.map((node) => [node.id, node.children.map((child) => child.id)]),
      [['hub', ['east', 'west']]],
    );
  });

  it('shows a sub only itself', async () => {
    const api = await platform.api('west');
    const { body } = await api<{ entities: Node[] }>('/api/v2/organizations');
    assert.deepEqual(
      body.entities.map((node) => [node.id, node.parentOrgId, node.children]),
      [['west', 'hub', []]],
    );
  });

  it('says what region and business unit a node is of, and whether it is enabled', async () => {
    const [hub, east] = [org('hub', null), { ...org('east', 'hub'), enabled: false }];
    await platform.close();
    const orgs = [hub, { ...east, businessUnit: 'retail' }];
    platform = await startPlatform({ world: sampleWorld({ orgs }) });
    const api = await platform.api('hub');
    const { body } = await api<{ entities: (Node & Record<string, unknown>)[] }>(
      '/api/v2/organizations',
    );
    const [found] = body.entities;
    assert.deepEqual(
      [found?.['enabled'], found?.['region'], found?.['businessUnit']],
      [true, 'us-east-1', undefined],
    );
    const child = found?.children[0] as Record<string, unknown> | undefined;
    assert.deepEqual([child?.['enabled'], child?.['businessUnit']], [false, 'retail']);
  });

  it('needs a scope', async () => {
    const api = await platform.api('hub', 'flow:edit');
    assert.equal((await api('/api/v2/organizations')).status, 403);
  });
});
