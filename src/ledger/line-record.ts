import type { LineStop } from '../domain/line.js';
import { decode, encode } from './document.js';
import { lastWriters } from './history.js';
import { LINE_FILE, LINE_REF } from './names.js';
import type { LineMove } from './port.js';
import type { Repository } from './repository.js';
import { lineSchema } from './schema.js';
import type { Signatures } from './signatures.js';

const PLACE = { ref: LINE_REF, path: LINE_FILE };

/** Whether the line is stopped: one file, whose history says who stopped and released it. */
export class LineRecord {
  constructor(
    private readonly repository: Repository,
    /** Null where every record is trusted. */
    private readonly signatures: Signatures | null,
  ) {}

  async moveLine(move: LineMove): Promise<void> {
    const text = encode(lineSchema, move, PLACE);
    await this.repository.update({
      ref: LINE_REF,
      look: { files: [LINE_FILE] },
      decide: ({ commit, files }) => {
        const before = files.get(LINE_FILE);
        if (
          commit !== null &&
          before !== undefined &&
          isSame(decode(lineSchema, before, PLACE), move)
        )
          return { already: commit };
        return { message: message(move), files: [{ path: LINE_FILE, text }] };
      },
    });
  }

  async readLine(): Promise<LineStop | null> {
    const { commit, files } = await this.repository.read(LINE_REF, { files: [LINE_FILE] });
    const text = files.get(LINE_FILE);
    if (commit === null || text === undefined) return null;
    const { stopped, by, reason, at } = decode(lineSchema, text, PLACE);
    if (stopped) return { by, reason, at };
    const distrust = await this.#distrustOf(commit);
    // Anybody may stop the line; whoever could push a release of it could let everything through.
    return distrust === null
      ? null
      : { by, reason: `it was released, but its record cannot be trusted: ${distrust}`, at };
  }

  async #distrustOf(tip: string): Promise<string | null> {
    if (this.signatures === null) return null;
    const writer = (await lastWriters(this.repository.path, tip)).get(LINE_FILE);
    if (writer === undefined) return 'no commit wrote it';
    return (await this.signatures.distrustOf([writer])).get(writer) ?? null;
  }
}

// Without the time: an attempt that is repeated has another one.
function isSame(there: LineMove, move: LineMove): boolean {
  return there.stopped === move.stopped && there.by === move.by && there.reason === move.reason;
}

function message({ stopped, by, reason }: LineMove): string {
  return [
    `Line ${stopped ? 'stopped' : 'released'} by ${by}`,
    ...(reason ? ['', reason] : []),
  ].join('\n');
}
