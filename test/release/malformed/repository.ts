import { rmSync, writeFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { layOver, temporaryFolder } from '../fixture.js';

/** What is done to the sample configuration before it is validated. */
export type Mutation = (root: string) => void;

/** A copy of the sample configuration that is mutated for one case and is sound again for the next. */
export class MalformedRepository {
  readonly root = temporaryFolder();

  constructor() {
    layOver(this.root, []);
  }

  /** Runs `work` while files have other contents (null: are gone), or while a mutation is done. */
  async during<T>(
    changes: Readonly<Record<string, string | Uint8Array | null>> | Mutation,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      if (typeof changes === 'function') changes(this.root);
      else for (const [file, content] of Object.entries(changes)) this.put(file, content);
      return await work();
    } finally {
      if (typeof changes === 'function') this.startOver();
      else for (const file of Object.keys(changes)) this.restore(file);
    }
  }

  private put(file: string, content: string | Uint8Array | null): void {
    const path = join(this.root, file);
    if (content === null) return rmSync(path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  private restore(file: string): void {
    const original = sampleBytes(file);
    this.put(file, original);
  }

  private startOver(): void {
    rmSync(this.root, { recursive: true });
    layOver(this.root, []);
  }
}

const projectConfig = new URL('../../../config/', import.meta.url);

/** A sample file's bytes, null where the sample has none of that name. */
export function sampleBytes(file: string): Uint8Array | null {
  try {
    return readFileSync(new URL(file, projectConfig));
  } catch {
    return null;
  }
}

/** A sample file's text. */
export function sampleText(file: string): string {
  return readFileSync(new URL(file, projectConfig), 'utf8');
}
