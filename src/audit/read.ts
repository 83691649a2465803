import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { AuditEvent } from './event.js';
import { belongsTo } from './target.js';

export interface ReadAudit {
  /** The oldest first. */
  readonly events: readonly AuditEvent[];
  readonly files: number;
  /** Lines that are no event of the audit; a shared output has some. */
  readonly otherLines: number;
}

/**
 * Reads the events of all workers that write to the target `file`, rotated files included, or of one such file.
 * @throws Error that names the file where there is none
 */
export async function readAudit(file: string): Promise<ReadAudit> {
  const files = await filesOf(file);
  const events: AuditEvent[] = [];
  let otherLines = 0;
  for (const one of files) {
    for await (const line of createInterface({ input: createReadStream(one, 'utf8') })) {
      if (line.trim() === '') continue;
      const event = eventIn(line);
      if (event === null) otherLines += 1;
      else events.push(event);
    }
  }
  events.sort((one, other) => one.time.localeCompare(other.time));
  return { events, files: files.length, otherLines };
}

async function filesOf(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the folder ${folder} of the audit cannot be read (${error.code ?? 'error'})`);
  });
  const found = names
    .filter((name) => belongsTo(file, name))
    .map((name) => path.join(folder, name));
  if (found.length > 0) return found;
  const isThere = await stat(file).then(
    (one) => one.isFile(),
    () => false,
  );
  if (isThere) return [file];
  throw new Error(`no worker has written an audit to ${file} yet`);
}

function eventIn(line: string): AuditEvent | null {
  try {
    const parsed = AuditEvent.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
