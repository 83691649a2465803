import { GateName } from '../../domain/operations.js';
import { orgDeploymentId } from '../ids.js';
import { passGate } from './gate.js';
import { orgsOf } from './record.js';
import type { Run } from './run.js';
import { step } from './step.js';

const ORGS_AT_ONCE = 20;

/** Puts on record what is live in every selected org; nothing is written to any. */
export async function adopt(run: Run): Promise<void> {
  const { waves, unchanged, counts } = run.plan;
  const differing = waves.flatMap(orgsOf);
  const orgs = [...differing, ...unchanged];
  if (differing.length + counts.kept + counts.conflict > 0)
    await passGate(run, {
      name: 'first-contact',
      kind: GateName.firstContact,
      what: 'approval of putting on record what is live, edits by hand included: later plans write over it',
      flags: [
        `${differing.length} org(s) differ from the release`,
        `${counts.kept + counts.conflict} resource(s) have edits that stayed until now`,
      ],
      orgs,
    });
  let resources = 0;
  for (let first = 0; first < orgs.length; first += ORGS_AT_ONCE) {
    const some = orgs.slice(first, first + ORGS_AT_ONCE);
    run.record.enter('planning', {
      what: `what is live to be put on record (${first} of ${orgs.length} orgs done)`,
      commands: [],
    });
    const summary = `adopt ${some.length} org(s)`;
    const windowId = orgDeploymentId('{platform}', '{realOrgId}');
    const adopted = await step(run, 'adopting', (a) =>
      a.adoptLive.executeWithOptions({ summary }, [{ scope: run.scope, orgs: some, windowId }]),
    );
    resources += adopted.resources;
  }
  run.record.notice(`${resources} resource(s) in ${orgs.length} org(s) are on record as they are`);
}
