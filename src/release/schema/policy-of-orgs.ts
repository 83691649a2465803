import { z } from 'zod';
import type { Policy } from '../../domain/release-model.js';
import { ResourceKind } from '../../domain/resource.js';

/** Platform or wall minutes, up to a week. */
export const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);

/** Members of policy.yaml about what is done to one org. */
export const orgMembers = {
  org_deadline_minutes: minutes
    .default(60)
    .describe('An org that is not wholly on the release after so many minutes takes itself back.'),
  allow_best_effort: z
    .union([z.boolean(), z.array(z.enum(ResourceKind))], {
      error: 'must be true, false, or a list of kinds such as [queue, reporting]',
    })
    .default(false)
    .describe(
      'Kinds that may be written where their platform guards no write against a concurrent one.',
    ),
  prune: z
    .boolean()
    .default(false)
    .describe('Whether resources that a release no longer names are removed at its close.'),
};

interface OrgDocument {
  readonly org_deadline_minutes: number;
  readonly allow_best_effort: boolean | ResourceKind[];
  readonly prune: boolean;
}

/** The same as the engine reads it. */
export function orgPolicyOf(
  document: OrgDocument,
): Pick<Policy, 'orgDeadlineMinutes' | 'allowBestEffort' | 'prune'> {
  return {
    orgDeadlineMinutes: document.org_deadline_minutes,
    allowBestEffort: document.allow_best_effort,
    prune: document.prune,
  };
}
