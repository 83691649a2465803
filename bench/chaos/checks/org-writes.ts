import type { Observed } from '../run/observed.js';
import type { SimResource } from '../run/simulator.js';
import { differing, leavesOf, type Leaves } from './leaves.js';

type Write = Observed['writes'][number];

/** One resource of an org through a run. */
export interface Story {
  readonly orgId: string;
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** Null where the org did not have it. */
  readonly before: Leaves | null;
  /** As the release describes it; null where it does not. */
  readonly target: Leaves | null;
  /** Null where it is not there any more. */
  readonly after: Leaves | null;
  /** In their order. */
  readonly writes: readonly Write[];
}

/** True for a write of Rollcall's own clients; all others are people's. */
export function isOwn({ clientId }: Pick<Write, 'clientId'>): boolean {
  return clientId.startsWith('rollcall-');
}

/** Every resource that an org had, should have, got or has. */
export function storiesOf(
  { before, target, after, writes }: Pick<Observed, 'before' | 'target' | 'after' | 'writes'>,
  orgId: string,
): readonly Story[] {
  const had = byId(before[orgId]);
  const has = byId(after[orgId]);
  const wanted = target[orgId] ?? [];
  const own = writes.filter((write) => write.orgId === orgId);
  const ids = new Set([...had.keys(), ...has.keys(), ...own.map(({ resourceId }) => resourceId)]);
  const stories = [...ids].map((id): Story => {
    const mine = own.filter(({ resourceId }) => resourceId === id);
    const known = had.get(id) ?? has.get(id) ?? fromWrite(mine[0]);
    // A created resource has an id of the platform's making: it is known by its name.
    const isSame = (one: SimResource): boolean =>
      had.has(id) ? one.id === id : one.kind === known?.kind && one.name === nameAtBirth(mine);
    return {
      orgId,
      kind: known?.kind ?? '',
      id,
      name: known?.name ?? '',
      before: leavesOrNull(had.get(id)),
      target: leavesOrNull(wanted.find(isSame)),
      after: leavesOrNull(has.get(id)),
      writes: mine,
    };
  });
  return [...stories, ...missing(orgId, wanted, stories)];
}

/** What the release brings and nobody has created. */
function missing(
  orgId: string,
  wanted: readonly SimResource[],
  stories: readonly Story[],
): readonly Story[] {
  const isThere = ({ id, kind, name }: SimResource): boolean =>
    stories.some(
      (story) => story.kind === kind && (story.id === id || nameAtBirth(story.writes) === name),
    );
  return wanted
    .filter((resource) => !isThere(resource))
    .map(({ id, kind, name, body }) => ({
      orgId,
      kind,
      id,
      name,
      before: null,
      target: leavesOf(body),
      after: null,
      writes: [],
    }));
}

function nameAtBirth(writes: readonly Write[]): string | undefined {
  return writes.find(({ method }) => method === 'POST')?.name;
}

function fromWrite(write: Write | undefined): Pick<SimResource, 'kind' | 'name'> | undefined {
  return write === undefined ? undefined : { kind: write.kind, name: write.name };
}

function byId(resources: readonly SimResource[] | undefined): Map<string, SimResource> {
  return new Map((resources ?? []).map((resource) => [resource.id, resource]));
}

function leavesOrNull(resource: SimResource | undefined): Leaves | null {
  return resource === undefined ? null : leavesOf(resource.body);
}

/** What a write changed, place by place. */
export function changesOf({ before, after }: Write): readonly Change[] {
  const [was, now] = [leavesOf(before), leavesOf(after)];
  return differing(was, now).map((place) => ({ place, was: was.get(place), now: now.get(place) }));
}

export interface Change {
  readonly place: string;
  readonly was: string | undefined;
  readonly now: string | undefined;
}

/**
 * Places that a person has changed at any time. An element of a list that the release adds or takes away, and that a
 * person has changed, stays or goes as a whole.
 */
export function placesOfPeople(story: Story): ReadonlySet<string> {
  const planned = plannedPlaces(story);
  const places = story.writes
    .filter((write) => !isOwn(write))
    .flatMap((write) => changesOf(write).map(({ place }) => place));
  const elements = places
    .flatMap((place) =>
      [...place.matchAll(/\/\[[^\]]*\]/g)].map((m) => place.slice(0, m.index + m[0].length)),
    )
    .filter((element) => planned.has(`${element}/id`));
  return new Set([...places, ...elements]);
}

/** Where release and the state before differ: what the rollout is about. */
export function plannedPlaces({ before, target }: Story): ReadonlySet<string> {
  if (target === null) return new Set();
  return new Set(differing(before ?? new Map(), target));
}
