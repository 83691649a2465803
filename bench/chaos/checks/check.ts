import { DIALECTS } from '../dialects/index.js';
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
    observed.schedule.fleet.orgs.map(({ org, id, dialect }): [string, OrgFacts] => {
      const stories = storiesOf(observed, id);
      return [org, { id, dialect, stories, stand: standOf(stories) }];
    }),
  );
  return [
    ...[...facts.values()].flatMap(({ dialect, stories }) => [
      ...stories.flatMap((story) => checkWrites(story, DIALECTS[dialect].blindMs(story.kind))),
      ...checkCreations(stories),
    ]),
    ...checkReport(observed, facts),
    ...checkWorkflows(observed),
    ...checkSecrets(observed),
  ];
}
