import { overlap } from './leaves.js';
import { isOwn, placesOfPeople, plannedPlaces, type Story } from './org-writes.js';

/** Where an org stands, manual edits aside. `either`: people have edited everything that would tell. */
export type Stand = 'target' | 'before' | 'mixed' | 'either';

export interface OrgStand {
  readonly stand: Stand;
  /** What speaks for each, for people. */
  readonly onTarget: readonly string[];
  readonly asBefore: readonly string[];
  /** Neither the one nor the other, and no person made it so. */
  readonly strange: readonly string[];
  /** Created resources that people edited, so that they may have to stay whatever happens. */
  readonly editedCreations: readonly string[];
  /** Created, and only switched off when it was taken back. */
  readonly switchedOff: readonly string[];
}

/** Reads where an org stands from what it has, place by place. */
export function standOf(stories: readonly Story[]): OrgStand {
  const found = {
    onTarget: [] as string[],
    asBefore: [] as string[],
    strange: [] as string[],
    editedCreations: [] as string[],
    switchedOff: [] as string[],
  };
  for (const story of stories)
    if (story.before === null) readCreation(story, found);
    else readChange(story, found);
  const { onTarget, asBefore, strange } = found;
  const stand =
    strange.length > 0 || (onTarget.length > 0 && asBefore.length > 0)
      ? 'mixed'
      : onTarget.length > 0
        ? 'target'
        : asBefore.length > 0
          ? 'before'
          : 'either';
  return { stand, ...found };
}

type Found = {
  readonly [Name in Exclude<keyof OrgStand, 'stand'>]: string[];
};

function readChange(story: Story, found: Found): void {
  const { before, target, after } = story;
  const people = placesOfPeople(story);
  const planned = plannedPlaces(story);
  const name = `${story.kind} ${story.name}`;
  if (after === null) return void found.strange.push(`${name} is gone`);
  for (const place of new Set([...(before?.keys() ?? []), ...after.keys(), ...planned])) {
    if ([...people].some((edited) => overlap(edited, place))) continue;
    const now = after.get(place);
    const said = `${name} ${place}`;
    if (!planned.has(place)) {
      if (now !== before?.get(place)) found.strange.push(`${said}: ${before?.get(place)} → ${now}`);
    } else if (now === target?.get(place)) found.onTarget.push(said);
    else if (now === before?.get(place)) found.asBefore.push(said);
    else found.strange.push(`${said} is ${now}`);
  }
}

function readCreation(story: Story, found: Found): void {
  const { target, after, writes } = story;
  const name = `${story.kind} ${story.name}`;
  const people = placesOfPeople(story);
  if (after === null) {
    // Deleting what a person had edited is another promise's matter.
    if (target !== null) found.asBefore.push(`${name} is not there`);
    return;
  }
  if (!writes.some((write) => isOwn(write) && write.method === 'POST')) return;
  if (people.size > 0) return void found.editedCreations.push(name);
  if (after.get('/enabled') === 'false' && target?.get('/enabled') !== 'false')
    return void found.switchedOff.push(name);
  const wrong = [...(target ?? [])].filter(([place, value]) => after.get(place) !== value);
  if (wrong.length === 0) found.onTarget.push(`${name} is there`);
  else
    found.strange.push(`${name}: ${wrong.map(([place]) => place).join(', ')} is not as released`);
}
