import assert from 'node:assert/strict';
import { startPlatform, type Platform } from './platform.js';

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

  it('needs a scope', async () => {
    const api = await platform.api('hub', 'flow:edit');
    assert.equal((await api('/api/v2/organizations')).status, 403);
  });
});
