import type { Write } from '../../../test/e2e/enterprise.js';
import { changesOf, isOwn, plannedPlaces, type Change, type Story } from './org-writes.js';
import { overlap } from './leaves.js';
import { TIME_SCALE } from '../stage/time-scale.js';
import type { Violation } from './violation.js';

/**
 * Promises (b), (c) and (d), on the writes to one resource. `blindMs`: for how long, in milliseconds of the wall, an edit
 * may go unseen before a write.
 */
export function checkWrites(story: Story, blindMs = 0): readonly Violation[] {
  return [...lostEdits(story, blindMs * TIME_SCALE), ...outsideThePlan(story), ...repeated(story)];
}

/**
 * A value that a person set, and that is neither what was there before nor what the release brings, is nobody's to
 * overwrite. Of a value that is like one of these nobody can tell who set it.
 */
function lostEdits(story: Story, unseenMs: number): Violation[] {
  const lost: Violation[] = [];
  /** Last values by people, by place; undefined where they took it away. */
  const people = new Map<string, { readonly now: string | undefined; readonly atMs: number }>();
  for (const write of story.writes) {
    for (const { place, was, now } of changesOf(write)) {
      if (!isOwn(write)) {
        people.set(place, { now, atMs: Date.parse(write.time) });
        continue;
      }
      const theirs = people.get(place);
      const isTheirs =
        theirs !== undefined &&
        theirs.now === was &&
        !(Date.parse(write.time) - theirs.atMs < unseenMs);
      people.delete(place);
      if (isTheirs && !isKnown(story, place, was))
        lost.push({
          promise: 'b',
          what: `${about(story, write)} ${place}: ${was}, set by hand, became ${now}`,
        });
    }
  }
  return lost;
}

function isKnown({ before, target }: Story, place: string, value: string | undefined): boolean {
  return before?.get(place) === value || target?.get(place) === value;
}

function outsideThePlan(story: Story): Violation[] {
  const planned = plannedPlaces(story);
  return story.writes.filter(isOwn).flatMap((write): Violation[] => {
    const bad = (what: string): Violation => ({
      promise: 'c',
      what: `${about(story, write)}: ${what}`,
    });
    if (write.method === 'POST')
      return story.before === null && story.target !== null
        ? []
        : [bad('nothing is to be created')];
    if (write.method === 'DELETE')
      return story.before === null ? [] : [bad('it was there before the rollout')];
    return changesOf(write)
      .filter((change) => !isAllowed(story, planned, change))
      .map(({ place, was, now }) => bad(`${place}: ${was} → ${now}`));
  });
}

function isAllowed(story: Story, planned: ReadonlySet<string>, { place, now }: Change): boolean {
  // What cannot be deleted is switched off.
  if (story.before === null && place === '/enabled' && now === 'false') return true;
  if (![...planned].some((one) => overlap(one, place))) return false;
  return isKnown(story, place, now);
}

function repeated(story: Story): Violation[] {
  const found: Violation[] = [];
  const written = new Set<string>();
  for (const write of story.writes) {
    const bad = (what: string): void =>
      void found.push({ promise: 'd', what: `${about(story, write)}: ${what}` });
    if (isOwn(write) && !write.changed) bad('it changed nothing');
    if (isOwn(write) && write.method !== 'PATCH') {
      if (written.has(write.method)) bad('a second time');
      written.add(write.method);
      continue;
    }
    for (const { place, now } of changesOf(write)) {
      const said = `${place} = ${now}`;
      if (!isOwn(write)) forget(written, place);
      else if (written.has(said)) bad(`${said} a second time`);
      else written.add(said);
    }
  }
  return found;
}

/** A person was there in between: writing it again is no repetition. */
function forget(written: Set<string>, place: string): void {
  for (const said of written) if (said.startsWith(`${place} = `)) written.delete(said);
}

function about({ orgId, kind, name }: Story, { method, seq }: Write): string {
  return `${orgId} ${method} ${kind} ${name} (write ${seq})`;
}
