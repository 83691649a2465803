const NEWLINE = 0x0a;
const HEADER = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/;

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Cuts the output of `git cat-file --batch` into its answers. */
export class ObjectAnswers {
  #rest: Buffer[] = [];
  #bytes = 0;
  #header: { readonly id: string; readonly type: string; readonly size: number } | null = null;

  push(chunk: Buffer): void {
    this.#rest.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next answer: an object, or the line that says why there is none; null where it is not whole yet. */
  next(): GitObject | string | null {
    if (this.#header === null) {
      const line = this.#takeLine();
      if (line === null) return null;
      const [, id, type, size] = HEADER.exec(line) ?? [];
      if (id === undefined || type === undefined) return line;
      this.#header = { id, type, size: Number(size) };
    }
    const { id, type, size } = this.#header;
    // A newline ends the content, too.
    if (this.#bytes < size + 1) return null;
    const content = this.#take(size, 1);
    this.#header = null;
    return { id, type, content };
  }

  #takeLine(): string | null {
    const end = this.#joined().indexOf(NEWLINE);
    return end < 0 ? null : this.#take(end, 1).toString('utf8');
  }

  #take(bytes: number, skipped: number): Buffer {
    const all = this.#joined();
    this.#rest = [all.subarray(bytes + skipped)];
    this.#bytes -= bytes + skipped;
    return all.subarray(0, bytes);
  }

  #joined(): Buffer {
    const [first] = this.#rest;
    if (first !== undefined && this.#rest.length === 1) return first;
    const all = Buffer.concat(this.#rest);
    this.#rest = [all];
    return all;
  }
}
