import { appendFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { lineOf, WRITTEN, type AuditSink } from './sink.js';
import { rotatedName, rotationOf } from './target.js';

export interface FileSinkOptions {
  /** Written by this process alone. */
  readonly file: string;
  /** A file that would grow past it is put aside. */
  readonly maxBytes: number;
  /** Files put aside that are kept; the oldest go. */
  readonly maxFiles: number;
}

/** Owner only: who called what is nobody else's business. */
const MODE = 0o600;

/** A sink on a file that rotates by size and count, a line an event. */
export function createFileSink({ file, maxBytes, maxFiles }: FileSinkOptions): AuditSink {
  let size: number | null = null;
  let broken = false;

  const append = async (text: string): Promise<void> => {
    try {
      await appendFile(file, text, { mode: MODE });
      size = (size ?? 0) + Buffer.byteLength(text);
      broken = false;
    } catch (error) {
      size = null; // A part of it may have been written.
      broken = true;
      throw error;
    }
  };
  const rotate = async (): Promise<void> => {
    const numbers = await rotationsOf(file);
    await rename(file, rotatedName(file, (numbers.at(-1) ?? 0) + 1));
    size = 0;
    const surplus = numbers.slice(0, Math.max(0, numbers.length + 1 - maxFiles));
    for (const number of surplus) await rm(rotatedName(file, number), { force: true });
  };
  return {
    words: WRITTEN,
    async write(events) {
      size ??= await openAt(file);
      let text = '';
      for (const line of [...(broken ? ['\n'] : []), ...events.map(lineOf)]) {
        const bytes = size + Buffer.byteLength(text) + Buffer.byteLength(line);
        if (bytes > maxBytes && size + text.length > 0) {
          if (text !== '') await append(text);
          text = '';
          await rotate();
        }
        text += line;
      }
      if (text !== '') await append(text);
    },
    close: () => Promise.resolve(),
  };
}

/** Size of what is there already; a process may have had the same id before. */
async function openAt(file: string): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return found?.size ?? 0;
}

async function rotationsOf(file: string): Promise<number[]> {
  const names = await readdir(path.dirname(file));
  return names
    .flatMap((name) => rotationOf(file, name) ?? [])
    .toSorted((one, other) => one - other);
}
