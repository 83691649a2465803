import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../../src/cli/demo/state-folder.js';
import { sabotageSource, type Sabotage } from './sabotage.js';

/** A copy of the engine, compiled: a worker of it loads in half the time that its sources take. */
export interface Engine {
  /** Copy of `src`, as it was compiled. */
  readonly source: string;
  /** What a worker's process runs. */
  readonly program: string;
  /** Compiled `src`. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const WORKER = path.join('bench', 'chaos', 'stage', 'worker-process');

/** As it is, or broken. Lies in the project's folder, where it finds the same packages. */
export async function buildEngine(sabotage: Sabotage | null): Promise<Engine> {
  const root = await mkdtemp(path.join(projectRoot, '.rollcall', 'chaos-engine-'));
  // Whoever is interrupted leaves nothing behind either.
  const atExit = (): void => rmSync(root, { recursive: true, force: true });
  process.once('exit', atExit);
  const remove = async (): Promise<void> => {
    process.off('exit', atExit);
    await rm(root, { recursive: true, force: true });
  };
  try {
    for (const part of ['src', `${WORKER}.ts`, 'package.json'])
      await cp(path.join(projectRoot, part), path.join(root, part), { recursive: true });
    const source = path.join(root, 'src');
    if (sabotage !== null) await sabotageSource(source, sabotage);
    const built = await compile(root);
    const folder = path.join(built, 'src');
    return { source, program: path.join(built, `${WORKER}.js`), folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Types are `npm run check`'s business. */
async function compile(root: string): Promise<string> {
  const config = {
    extends: path.join(projectRoot, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: '.', outDir: 'built' },
    include: ['src', 'bench'],
  };
  await writeFile(path.join(root, 'tsconfig.json'), JSON.stringify(config));
  const tsc = path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '--project', root]);
  return path.join(root, 'built');
}
