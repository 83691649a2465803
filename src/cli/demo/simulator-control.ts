import type { WorldFile } from '../../simulator/world-file.js';

/** A write as the simulator's journal keeps it; what the demo reads of it. */
export interface JournalWrite {
  readonly seq: number;
  readonly orgId: string;
  readonly clientId: string;
  readonly changed: boolean;
}

/** True when the simulator answers and has a world. */
export async function isAlive(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/_sim/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok && ((await answer.json()) as { world?: boolean }).world === true;
  } catch {
    return false;
  }
}

/** Gives the simulator its world. */
export async function postWorld(url: string, world: WorldFile): Promise<void> {
  const answer = await fetch(`${url}/_sim/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(world),
  });
  if (!answer.ok) throw new Error(`the simulator refused its world: ${await answer.text()}`);
}

/** Every write after the given sequence number. */
export async function readJournal(url: string, since: number): Promise<readonly JournalWrite[]> {
  const answer = await fetch(`${url}/_sim/journal?since=${since}`);
  if (!answer.ok) throw new Error(`the simulator's journal: ${await answer.text()}`);
  return ((await answer.json()) as { writes: JournalWrite[] }).writes;
}
