import { isJsonObject } from '../domain/json.js';
import type { Json } from '../domain/json.js';
import { ownMember } from '../domain/own-member.js';
import type {
  Component,
  ComponentResource,
  Environment,
  Finding,
  Group,
  Policy,
  Release,
} from '../domain/release-model.js';
import { checkEnvironments } from './checks/environment.js';
import { checkLiterals } from './checks/literal.js';
import { checkManifest } from './checks/manifest.js';
import { checkMoves } from './checks/moved-key.js';
import { checkOverrides } from './checks/overrides.js';
import { checkPolicy } from './checks/policy.js';
import { checkStagingGate } from './checks/staging-gate.js';
import { checkRendering } from './checks/rendering.js';
import { checkUnusedFiles } from './checks/unused-file.js';
import { checkUnusedVariables } from './checks/unused-variable.js';
import { bindEnvironment } from './bind-environment.js';
import { environmentFilesDigest, releaseDigest } from './digest.js';
import { Documents } from './documents.js';
import type { Draft } from './draft.js';
import { componentSchema } from './schema/component.js';
import type { ResourceDocument } from './schema/component.js';
import { environmentSchema } from './schema/environment.js';
import { manifestSchema } from './schema/manifest.js';
import { compilePolicy, defaultPolicy, policySchema } from './schema/policy.js';
import type { SourceFiles } from './source-file.js';

export type CompileResult =
  | { readonly ok: true; readonly release: Release }
  | {
      readonly ok: false;
      readonly findings: readonly Finding[];
      /** What could be read all the same; absent where nothing was. */
      readonly draft?: Draft;
    };

/** Makes a release of a configuration's files, or lists everything that is wrong with them. */
export function compileRelease(request: {
  readonly commit: string;
  readonly files: SourceFiles;
}): CompileResult {
  const { commit, files } = request;
  const documents = new Documents(files);
  documents.checkFiles();
  for (const folder of ['components', 'environments']) documents.checkNames(folder);
  const groups = readManifest(documents);
  const policy = readPolicy(documents);
  const components = readComponents(documents);
  const templates = readTemplates(documents, components);
  const environments = readEnvironments(documents, groups ?? []);
  const draft: Draft = { groups: groups ?? [], components, templates, environments };
  if (policy) {
    checkPolicy(documents, policy, groups ?? null, environments);
    if (groups) checkStagingGate(documents, policy, draft);
  }
  // Without a manifest every org and group would look unknown.
  if (groups) {
    checkManifest(documents, draft);
    checkEnvironments(documents, draft);
    checkMoves(documents, draft);
    checkOverrides(documents, draft);
    checkRendering(documents, draft);
    // Where groups are wrong, what reaches which org is anybody's guess.
    if (!documents.hasFindingsIn('manifest.yaml')) checkUnusedVariables(documents, draft);
    checkUnusedFiles(documents, draft);
  }
  checkLiterals(documents, draft);
  const findings = documents.findings();
  if (findings.length > 0 || !policy) return { ok: false, findings, draft };
  const digests = {
    digest: releaseDigest(files),
    environmentFilesDigest: environmentFilesDigest(files),
  };
  return { ok: true, release: { ...draft, ...digests, commit, policy } };
}

function readManifest(documents: Documents): Group[] | null {
  const manifest = documents.parse('manifest.yaml', manifestSchema);
  if (!manifest) return null;
  return manifest.deployment_targets.map((target) => ({
    name: target.group,
    orgIds: target.org_ids,
    components: target.components,
    dependsOn: target.depends_on,
  }));
}

function readPolicy(documents: Documents): Policy | null {
  if (!documents.has('policy.yaml')) return defaultPolicy();
  const policy = documents.parseAllTheSame('policy.yaml', policySchema);
  return policy && compilePolicy(policy);
}

function readComponents(documents: Documents): Record<string, Component> {
  const components: Record<string, Component> = {};
  for (const { name, file } of documents.inFolder('components')) {
    const component = documents.parse(file, componentSchema);
    if (component) components[name] = { name, resources: component.resources.map(resourceOf) };
  }
  return components;
}

function resourceOf({ moved_from: movedFrom, ...rest }: ResourceDocument): ComponentResource {
  return movedFrom === undefined ? rest : { ...rest, movedFrom };
}

function readTemplates(
  documents: Documents,
  components: Readonly<Record<string, Component>>,
): Record<string, Json> {
  const templates: Record<string, Json> = {};
  const notObject = new Set<string>();
  for (const { name, file } of documents.inFolder('components'))
    for (const [index, { template }] of (ownMember(components, name)?.resources ?? []).entries()) {
      if (!documents.has(template)) {
        const path = `resources[${index}].template`;
        documents.report(file, path, `there is no template "${template}"`);
        continue;
      }
      const document = documents.open(template);
      if (document && isJsonObject(document.value)) templates[template] = document.value;
      else if (document) notObject.add(template);
    }
  for (const template of notObject)
    documents.report(template, '', 'a template is an object: the body of its resource');
  return templates;
}

function readEnvironments(
  documents: Documents,
  groups: readonly Group[],
): Record<string, Environment> {
  const environments: Record<string, Environment> = {};
  for (const { name, file } of documents.inFolder('environments')) {
    const document = documents.parseAllTheSame(file, environmentSchema);
    if (document) environments[name] = bindEnvironment({ name, document, groups });
  }
  return environments;
}
