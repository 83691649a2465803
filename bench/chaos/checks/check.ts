import { ORG_IDS } from '../fleet.js';
import type { Observed } from '../run/observed.js';
import { checkCreations } from './creations.js';
import { storiesOf } from './org-writes.js';
import { checkReport, type OrgFacts } from './report.js';
import type { Violation } from './violation.js';
import { standOf } from './whole.js';
import { checkSecrets, checkWorkflows } from './workflows.js';
import { checkWrites } from './writes.js';

/** Holds a run against every promise. */
export function check(observed: Observed): readonly Violation[] {
  const facts = new Map(
    ORG_IDS.map((org): [string, OrgFacts] => {
      const stories = storiesOf(observed, org);
      return [org, { stories, stand: standOf(stories) }];
    }),
  );
  return [
    ...[...facts.values()].flatMap(({ stories }) => [
      ...stories.flatMap(checkWrites),
      ...checkCreations(stories),
    ]),
    ...checkReport(observed, facts),
    ...checkWorkflows(observed),
    ...checkSecrets(observed),
  ];
}
