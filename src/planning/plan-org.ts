import { resourceLayers } from '../domain/graph.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { assembleOrgPlan, planResource } from '../domain/plan.js';
import type { ByAgents } from '../domain/strategy-envelope.js';
import { agentsShareOf } from './agents-share.js';
import { sha256 } from './hash.js';
import type { Loaded } from './loaded.js';
import { desiredBody, type SurveyedOrg } from './survey.js';

/** What a rollout has to do to one org, against what it has now. */
export function planOrg(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  org: string,
): OrgPlan {
  const found = surveyed.get(org);
  if (found === undefined) throw new Error(`${org} was not surveyed`);
  const client = loaded.client(org);
  const layers = resourceLayers(found.rendered, (kind) => client.declares(kind)?.names ?? []);
  const { onConflict, gates, traffic } = loaded.release.policy;
  const resources = found.rendered.map((rendered) =>
    planResource({
      rendered,
      desired: desiredBody(loaded, surveyed, org, rendered),
      live: found.live.get(rendered.key) ?? null,
      base: found.bases[rendered.key] ?? null,
      onConflict,
      sensitivePaths: gates.also ?? [],
      ...(traffic === undefined ? {} : { stepCapPoints: traffic.stepCapPoints }),
      ...byAgents(loaded, org),
      layer: layers.get(rendered.key) ?? 0,
    }),
  );
  return assembleOrgPlan({
    org,
    realOrgId: loaded.binding(org).realOrgId,
    environment: loaded.environment.name,
    commit: loaded.release.commit,
    releaseDigest: loaded.release.digest,
    resources,
    bases: found.bases,
    prune: loaded.release.policy.prune ?? false,
    hash: sha256,
  });
}

function byAgents(loaded: Loaded, org: string): { readonly byAgents?: ByAgents } {
  const { traffic } = loaded.release.policy;
  if (traffic?.byAgents === undefined) return {};
  const { stepCapPoints } = traffic;
  const { envelopePoints } = traffic.byAgents;
  const shareOf: ByAgents['agentsShareOf'] = (target) => agentsShareOf(loaded, org, target);
  return { byAgents: { envelopePoints, stepCapPoints, agentsShareOf: shareOf } };
}
