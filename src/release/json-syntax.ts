import { maximumDepth } from './source-text.js';

/** Where a text stops being JSON, and why. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const word = /(?:true|false|null)(?!\w)/y;
const text = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;

/**
 * The first thing in a text that JSON does not have; null where there is none. YAML reads comments,
 * trailing commas and bare words in a `.json` file without a word, other tools refuse the file.
 */
export function jsonSyntaxProblem(source: string): SyntaxProblem | null {
  return new Scanner(source).problem();
}

class Scanner {
  private offset = 0;
  /** What closes each list and object around the place. */
  private readonly closers: string[] = [];

  constructor(private readonly source: string) {}

  problem(): SyntaxProblem | null {
    this.skip(blank);
    for (;;) {
      const opened = this.value();
      if (opened !== null) return opened;
      const ended = this.afterValue();
      if (ended !== null) return ended === 'end' ? null : ended;
    }
  }

  /** Reads up to the end of a value that holds no other; opens lists and objects on the way. */
  private value(): SyntaxProblem | null {
    for (;;) {
      this.skip(blank);
      const closer = { '[': ']', '{': '}' }[this.here()];
      if (closer === undefined) break;
      this.offset += 1;
      this.skip(blank);
      if (this.here() === closer) {
        this.offset += 1;
        return null;
      }
      this.closers.push(closer);
      if (this.closers.length > maximumDepth)
        return this.refuse(`nested more than ${maximumDepth} deep`);
      const name = closer === '}' ? this.memberName() : null;
      if (name) return name;
    }
    if (this.skip(text) || this.skip(number) || this.skip(word)) return null;
    return this.refuse('a value is written in JSON as text in double quotes, number, list, object');
  }

  private memberName(): SyntaxProblem | null {
    this.skip(blank);
    if (!this.skip(text)) return this.refuse('the name of a member stands in double quotes');
    this.skip(blank);
    if (this.here() !== ':') return this.refuse('":" is missing after the name of a member');
    this.offset += 1;
    return null;
  }

  /** Closes what is complete, up to where the next value starts. */
  private afterValue(): SyntaxProblem | 'end' | null {
    for (;;) {
      this.skip(blank);
      const closer = this.closers.at(-1);
      if (closer === undefined)
        return this.here() === '' ? 'end' : this.refuse('nothing may follow the document');
      if (this.here() !== closer) return this.afterComma(closer);
      this.offset += 1;
      this.closers.pop();
    }
  }

  private afterComma(closer: string): SyntaxProblem | null {
    if (this.here() !== ',') return this.refuse(`"," or "${closer}" is missing`);
    const comma = this.offset;
    this.offset += 1;
    this.skip(blank);
    if (this.here() === closer) {
      this.offset = comma;
      return this.refuse(`JSON has no comma before "${closer}"`);
    }
    return closer === '}' ? this.memberName() : null;
  }

  private refuse(message: string): SyntaxProblem {
    const next = this.source.slice(this.offset, this.offset + 2);
    if (next === '//' || next === '/*' || next.startsWith('#'))
      return {
        offset: this.offset,
        message: 'JSON has no comments; a YAML template may have some',
      };
    return { offset: this.offset, message: next === '' ? `ends too early: ${message}` : message };
  }

  private here(): string {
    return this.source.charAt(this.offset);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.source)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }
}
