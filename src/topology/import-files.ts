import { stringify } from 'yaml';
import type { ExtractedResource } from '../domain/extract-model.js';
import { unique } from '../domain/identifiers.js';
import type { Json } from '../domain/json.js';
import type { Release, Scalar } from '../domain/release-model.js';
import type { GroupImport } from './importing.js';
import type { FileEdit } from './proposal.js';
import { yamlStyle } from './yaml-style.js';

export type ComponentsBy = 'kind' | 'group';

/** What an import writes: new files, and edits of those that are there. */
export interface ImportedFiles {
  /** Text by path below the configuration root. */
  readonly files: ReadonlyMap<string, string>;
  readonly edits: readonly FileEdit[];
}

/** Components, templates, and what the manifest and the environment have to say for them. */
export function importedFiles(request: {
  readonly release: Pick<Release, 'groups' | 'components'>;
  readonly environment: string;
  readonly imports: readonly GroupImport[];
  readonly componentsBy: ComponentsBy;
}): ImportedFiles {
  const { release, environment, imports, componentsBy } = request;
  const taken = new Set(Object.keys(release.components));
  const files = new Map<string, string>();
  const edits: FileEdit[] = [];
  for (const one of imports) {
    const at = release.groups.findIndex(({ name }) => name === one.group.name);
    for (const [name, resources] of byComponent(one, componentsBy, taken)) {
      files.set(`components/${name}.yaml`, componentText(name, resources, one, environment));
      for (const { kind, name: key, template } of resources)
        files.set(templatePath(name, kind, key), yaml(template));
      const path = ['deployment_targets', at, 'components'];
      edits.push({ file: 'manifest.yaml', edit: { op: 'append', path, value: name } });
    }
    edits.push(...variableEdits(one, environment), ...overrideEdits(one, environment));
  }
  return { files, edits };
}

function byComponent(
  { group, extraction }: GroupImport,
  componentsBy: ComponentsBy,
  taken: Set<string>,
): [string, ExtractedResource[]][] {
  const components = new Map<string, ExtractedResource[]>();
  for (const resource of extraction.resources) {
    const name = componentsBy === 'group' ? group.name : `${group.name}_${resource.kind}`;
    components.set(name, [...(components.get(name) ?? []), resource]);
  }
  return [...components].map(([name, resources]) => [unique(name, taken), resources]);
}

function templatePath(component: string, kind: string, name: string): string {
  return `templates/${component}/${kind}_${name}.yaml`;
}

function componentText(
  component: string,
  resources: readonly ExtractedResource[],
  { orgs }: GroupImport,
  environment: string,
): string {
  const [first, ...others] = orgs;
  const from = others.length === 0 ? first : `${first} and ${others.length} more`;
  return yaml({
    description: `Imported from ${from} of ${environment}`,
    resources: resources.map(({ kind, name }) => ({
      kind,
      name,
      template: templatePath(component, kind, name),
    })),
  });
}

function yaml(value: Json): string {
  return stringify(value, { ...yamlStyle, lineWidth: 100, singleQuote: true });
}

/** The most common value for the group, so that orgs that were not read have one; others for their orgs. */
function variableEdits({ group, extraction }: GroupImport, environment: string): FileEdit[] {
  const common = new Map(
    [...extraction.variables].map(([name, values]) => [name, mostCommon([...values.values()])]),
  );
  const byOrg = new Map<string, Record<string, Json>>();
  for (const [name, values] of extraction.variables)
    for (const [org, value] of values)
      if (value !== common.get(name)) byOrg.set(org, { ...byOrg.get(org), [name]: value });
  return [
    ...merged(environment, ['groups', group.name, 'variables'], Object.fromEntries(common)),
    ...[...byOrg].flatMap(([org, values]) =>
      merged(environment, ['orgs', org, 'variables'], values),
    ),
  ];
}

function mostCommon(values: readonly Scalar[]): Scalar {
  const counts = values.map((value) => values.filter((other) => other === value).length);
  return values[counts.indexOf(Math.max(...counts))] ?? '';
}

function overrideEdits({ extraction }: GroupImport, environment: string): FileEdit[] {
  const byOrg = new Map<string, Record<string, Json>>();
  for (const { kind, name, overrides } of extraction.resources)
    for (const [org, patch] of overrides)
      byOrg.set(org, { ...byOrg.get(org), [`${kind}/${name}`]: patch });
  return [...byOrg].flatMap(([org, patches]) =>
    merged(environment, ['orgs', org, 'overrides'], patches),
  );
}

/** One edit for all members of a map: a file of a thousand orgs is not read anew for each of them. */
function merged(
  environment: string,
  path: readonly string[],
  value: Readonly<Record<string, Json>>,
): FileEdit[] {
  if (Object.keys(value).length === 0) return [];
  return [{ file: `environments/${environment}.yaml`, edit: { op: 'merge', path, value } }];
}
