import type { ResourceOutcome } from './resource-outcome.js';
import type { ResourceKey } from './resource.js';

/**
 * What is known of each resource that an org's plan writes. Fed by what activities return (or carry in their
 * failures), never by a worker's memory: whoever replays a workflow's history comes to the same states.
 */
export class ResourceTracker {
  private readonly known = new Map<ResourceKey, ResourceOutcome>();

  /** The resources that will be written; what is known of one already stays. */
  expect(resources: readonly ResourceOutcome[]): void {
    for (const resource of resources)
      if (!this.known.has(resource.key)) this.known.set(resource.key, resource);
  }

  /** A layer is about to be written or taken back: until it says more, nobody knows where its resources stand. */
  begin(layer: number): void {
    for (const resource of this.known.values())
      if (resource.layer === layer)
        this.known.set(resource.key, without(resource, { state: 'inProgress' }));
  }

  /** What a step found out. A failure stays one, though its resource is as it was before. */
  take(outcomes: readonly ResourceOutcome[]): void {
    for (const outcome of outcomes) {
      const { reason, kept: _kept, ...before } = this.known.get(outcome.key) ?? outcome;
      const failedBefore = before.state === 'failed' && outcome.state === 'rolledBack';
      const why = reason === undefined ? {} : { reason };
      const now = failedBefore ? { ...outcome, state: before.state, ...why } : outcome;
      this.known.set(outcome.key, { ...before, ...now });
    }
  }

  /** A new attempt at the whole org: what failed or went back before is to be written again. */
  restart(): void {
    for (const resource of this.known.values())
      if (resource.state !== 'completed')
        this.known.set(resource.key, without(stillThere(resource), { state: 'untouched' }));
  }

  /** Paths that are left to people. */
  kept(): number {
    return this.list().reduce((sum, { kept = 0 }) => sum + kept, 0);
  }

  list(): ResourceOutcome[] {
    return [...this.known.values()];
  }
}

/** What was created and taken back is gone, and its id with it. */
function stillThere(resource: ResourceOutcome): ResourceOutcome {
  if (resource.state !== 'rolledBack' || resource.created !== true) return resource;
  const { id: _id, version: _version, created: _created, ...rest } = resource;
  return rest;
}

function without(
  { reason: _reason, kept: _kept, ...resource }: ResourceOutcome,
  change: Pick<ResourceOutcome, 'state'>,
): ResourceOutcome {
  return { ...resource, ...change };
}
