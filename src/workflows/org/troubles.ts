import type { MoveResult } from '../../activities/types.js';

/** Why weights could not be moved, by strategy: the same again tells nobody anything until it was over. */
export class Troubles {
  private readonly last = new Map<string, string>();

  /** What people have to be told of these results. */
  news(results: readonly MoveResult[]): string[] {
    return results.flatMap(({ key, state, reason = '' }) => {
      if (state === 'moved') {
        this.last.delete(key);
        return [];
      }
      const lasts = state === 'blocked' ? 'no longer follow the agents' : 'are not moved now';
      const text = `weights of ${key} ${lasts}: ${reason}`;
      const isKnown = this.last.get(key) === text;
      this.last.set(key, text);
      return isKnown ? [] : [text];
    });
  }
}
