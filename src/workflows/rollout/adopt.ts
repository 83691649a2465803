import { GateName } from '../../domain/operations.js';
import { orgDeploymentId } from '../ids.js';
import { passGate } from './gate.js';
import type { Run } from './run.js';
import { step } from './step.js';

const ORGS_AT_ONCE = 20;

/** Puts on record what is live in every selected org; nothing is written to any. */
export async function adopt(run: Run): Promise<void> {
  const refs = run.plan.waves.flatMap((wave) => wave.groups.flatMap((group) => group.orgs));
  const orgs = refs.map(({ org, platform, realOrgId }) => ({
    org,
    workflowId: orgDeploymentId(platform, realOrgId),
  }));
  if (orgs.length === 0) return;
  await passGate(run, {
    name: 'first-contact',
    kind: GateName.firstContact,
    what: 'approval of putting on record what is live, edits by hand included: later plans write over it',
    flags: [`${orgs.length} org(s) differ from the release`],
    orgs: refs.map(({ org }) => org),
  });
  let resources = 0;
  for (let first = 0; first < orgs.length; first += ORGS_AT_ONCE) {
    const some = orgs.slice(first, first + ORGS_AT_ONCE);
    run.record.enter('planning', {
      what: `what is live to be put on record (${first} of ${orgs.length} orgs done)`,
      commands: [],
    });
    const summary = `adopt ${some.length} org(s)`;
    const adopted = await step(run, 'adopting', (a) =>
      a.adoptLive.executeWithOptions({ summary }, [{ scope: run.scope, orgs: some }]),
    );
    resources += adopted.resources;
  }
  run.record.notice(`${resources} resource(s) in ${orgs.length} org(s) are on record as they are`);
}
