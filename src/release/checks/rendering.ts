import { cycleText, groupGraph, layersOf, resourceGraph } from '../../domain/graph.js';
import { ownMember } from '../../domain/own-member.js';
import type { Environment } from '../../domain/release-model.js';
import { groupOf } from '../../domain/resource-key.js';
import { renderOrg } from '../../domain/template.js';
import type { Draft } from '../draft.js';
import type { Documents } from '../documents.js';
import { Occurrences } from './occurrences.js';
import { checkReferences } from './reference.js';
import type { RenderedOrg } from './rendered-org.js';

/** Renders every org of every environment: variables, references, names and cycles. */
export function checkRendering(documents: Documents, draft: Draft): void {
  const occurrences = new Occurrences();
  for (const environment of Object.values(draft.environments)) {
    for (const org of Object.keys(environment.orgs)) {
      if (!groupOf(draft, org)) continue;
      const where = { environment: environment.name, org };
      const { resources, findings } = renderOrg({ release: draft, environment, org });
      for (const finding of findings)
        // A template that could not be read has its findings already.
        if (Object.hasOwn(draft.templates, finding.file)) occurrences.add(where, finding);
      const rendered: RenderedOrg = {
        environment,
        org,
        resources,
        templateOf: (key) => templateOf(draft, org, key),
        add: (file, path, message) => occurrences.add(where, { file, path, message }),
      };
      checkNames(rendered);
      checkResourceCycle(rendered);
      checkReferences(draft, rendered);
    }
    checkGroupCycle(documents, draft, environment);
  }
  occurrences.reportTo(documents);
}

function templateOf(draft: Draft, org: string, key: string): string {
  const resources = (groupOf(draft, org)?.components ?? []).flatMap(
    (name) => ownMember(draft.components, name)?.resources ?? [],
  );
  return resources.find(({ kind, name }) => key.endsWith(`/${kind}/${name}`))?.template ?? '';
}

/** Platforms know resources by kind and name. */
function checkNames({ resources, templateOf, add }: RenderedOrg): void {
  const holders = new Map<string, string>();
  for (const { key, kind, name } of resources) {
    const other = holders.get(`${kind}/${name}`);
    if (other === undefined) holders.set(`${kind}/${name}`, key);
    else if (other !== key) add(templateOf(key), 'name', `"${name}" is the name of ${other}, too`);
  }
}

function checkResourceCycle({ resources, templateOf, add }: RenderedOrg): void {
  const layering = layersOf(resourceGraph(resources));
  if (layering.ok) return;
  const first = templateOf(layering.cycle[0] ?? '');
  add(first, '', `cycle of resources: ${cycleText(layering.cycle)}`);
}

function checkGroupCycle(documents: Documents, draft: Draft, environment: Environment): void {
  const layering = layersOf(groupGraph({ release: draft, environment }));
  if (layering.ok) return;
  const index = draft.groups.findIndex(({ name }) => name === layering.cycle[0]);
  documents.report(
    'manifest.yaml',
    `deployment_targets[${index}]`,
    `cycle of groups in ${environment.name}: ${cycleText(layering.cycle)}`,
  );
}
