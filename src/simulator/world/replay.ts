import { isJsonObject, sameJson, type Json, type JsonObject } from '../json.js';
import type { TestCallBatch } from '../traffic/test-calls.js';
import type { JournalEntry } from './journal.js';
import { World } from './world.js';

/** Another world, which went the same way but for what some clients did. */
export interface Replay {
  world: World;
  /** Writes that were left out. */
  excluded: number;
  /** Writes that the replay could not repeat, since what they changed was never made. */
  impossible: number;
}

type Act = { atMs: number; entry: JournalEntry } | { atMs: number; batch: TestCallBatch };

/**
 * Plays the world again from its beginning, with the same seed, shocks, edits and test calls, save
 * those of excluded clients. A write is repeated as what it changed, not as what it left behind:
 * else it would bring back what an excluded write had put beside it.
 */
export function replayWithout(
  original: World,
  isExcluded: (clientId: string) => boolean,
  toMs: number,
): Replay {
  const shocks = original.traffic.shocks.list().filter(({ type }) => type !== 'edit');
  const world = new World(original.file, original.startMs, shocks);
  let excluded = 0;
  let impossible = 0;
  for (const act of actsOf(original)) {
    const { clientId } = 'entry' in act ? act.entry : act.batch;
    if (isExcluded(clientId)) {
      excluded += 'entry' in act ? 1 : 0;
      continue;
    }
    world.advance(act.atMs);
    if ('batch' in act) repeatCalls(world, act.batch);
    else if (!repeatWrite(world, act.entry)) impossible += 1;
  }
  world.advance(toMs);
  return { world, excluded, impossible };
}

function actsOf({ journal, traffic }: World): Act[] {
  const writes = journal.since(0).map((entry) => ({ atMs: Date.parse(entry.time), entry }));
  const batches = traffic.testCalls.batches().map((batch) => ({ atMs: batch.placedAtMs, batch }));
  return [...writes, ...batches].sort((a, b) => a.atMs - b.atMs);
}

function repeatCalls(world: World, { order, clientId, firstNumber }: TestCallBatch): void {
  world.traffic.placeTestCalls(order, clientId, firstNumber);
}

function repeatWrite(world: World, entry: JournalEntry): boolean {
  const { store } = world;
  const { before, after, kind, orgId, resourceId } = entry;
  const known = store.get(resourceId);
  if (after === null) {
    if (known !== undefined) store.remove(known);
    return true;
  }
  if (before === null) {
    if (known === undefined) store.add(kind, orgId, resourceId, after);
    else store.replace(known, after);
    return true;
  }
  if (known === undefined) return false;
  if (entry.changed) store.replace(known, changedLike(known.body, before, after));
  return true;
}

/** Makes the change from `before` to `after` in another body; lists are taken whole. */
function changedLike(body: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const changed = new Map<string, Json>(Object.entries(body));
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is, here] = [before[key], after[key], body[key]];
    if (sameJson(was, is)) continue;
    if (is === undefined) changed.delete(key);
    else if (isJsonObject(was) && isJsonObject(is) && isJsonObject(here)) {
      changed.set(key, changedLike(here, was, is));
    } else changed.set(key, is);
  }
  return Object.fromEntries(changed);
}
