import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildEngine } from '../../../bench/chaos/stage/engine.js';
import { SABOTAGES } from '../../../bench/chaos/stage/sabotage.js';
import { projectRoot } from '../../../src/cli/demo/state-folder.js';

describe('sabotage of the engine', () => {
  for (const name of SABOTAGES)
    it(`cuts ${name} out of a copy, and leaves the engine as it is`, async () => {
      const engine = path.join(projectRoot, 'src');
      const before = await textsBelow(engine);
      const { source, folder, remove } = await buildEngine(name);
      try {
        const copy = await textsBelow(source);
        assert.deepEqual([...copy.keys()], [...before.keys()]);
        const cut = [...copy].filter(([file, text]) => before.get(file) !== text);
        assert.ok(cut.length > 0 && cut.length <= 3, cut.map(([file]) => file).join());
        assert.deepEqual(await textsBelow(engine), before);
        const built = new Set(await readdir(folder, { recursive: true }));
        for (const [file] of cut) assert.ok(built.has(file.replace(/\.ts$/, '.js')), file);
      } finally {
        await remove();
      }
      await assert.rejects(readdir(source), { code: 'ENOENT' });
    });
});

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .toSorted();
  const texts = files.map(
    async (file) => [path.relative(folder, file), await readFile(file, 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}
