import { isJsonObject } from './json.js';
import type { Json, JsonObject } from './json.js';
import { ownMember } from './own-member.js';
import { movedKeys } from './moved-key.js';
import { overridden, overridesFor } from './overrides.js';
import { collectReferences } from './reference.js';
import type {
  ComponentResource,
  Environment,
  Finding,
  Release,
  RenderedResource,
} from './release-model.js';
import { renderValue } from './render-value.js';
import type { RenderScope } from './render-value.js';
import { componentsOf, groupOf } from './resource-key.js';

interface NamedBody extends JsonObject {
  name: string;
}

type Rendering = { resources: RenderedResource[]; findings: Finding[] };

/**
 * Renders all resources of an org's group for one environment. A resource whose template is wrong is left
 * out; findings name the template's file and JSON path (lines are known to the reader of the files only).
 */
export function renderOrg(request: {
  readonly release: Pick<Release, 'groups' | 'components' | 'templates'>;
  readonly environment: Environment;
  readonly org: string;
}): Rendering {
  const { release, environment, org } = request;
  const group = groupOf(release, org);
  const binding = ownMember(environment.orgs, org);
  if (!group || !binding) return { resources: [], findings: [notHere(environment, org)] };
  const resources: RenderedResource[] = [];
  const findings: Finding[] = [];
  for (const component of componentsOf(release, group)) {
    for (const resource of component.resources) {
      const file = resource.template;
      const report: RenderScope['report'] = (path, message) =>
        findings.push({ file, line: null, column: null, path, message });
      const scope = { group: group.name, variables: binding.variables, report };
      const before = findings.length;
      const key = `${group.name}/${resource.kind}/${resource.name}`;
      const template = ownMember(release.templates, file);
      const overrides = overridesFor(binding.overrides ?? [], group.name, key);
      const body = renderTemplate(template && overridden(template, overrides), scope);
      if (body === null || findings.length > before) continue;
      resources.push(rendered({ resource, component: component.name, group: group.name, body }));
    }
  }
  return { resources, findings };
}

function notHere(environment: Environment, org: string): Finding {
  return {
    file: `environments/${environment.name}.yaml`,
    line: null,
    column: null,
    path: 'orgs',
    message: `"${org}" does not exist in ${environment.name}`,
  };
}

/** Null where there is no usable body; the reason is reported. */
function renderTemplate(template: Json | undefined, scope: RenderScope): NamedBody | null {
  if (template === undefined) {
    scope.report('', 'there is no such template');
    return null;
  }
  const body = renderValue(template, [], scope);
  if (!isJsonObject(body)) {
    scope.report('', 'a template is an object');
    return null;
  }
  if (!isNamed(body))
    scope.report('name', 'a template needs a `name`: the platform knows the resource by it');
  if (Object.hasOwn(body, 'id'))
    scope.report('id', 'the platform gives ids, and they differ from org to org; leave it out');
  return isNamed(body) ? body : null;
}

function isNamed(body: JsonObject): body is NamedBody {
  return typeof body['name'] === 'string' && body['name'].trim() !== '';
}

function rendered(parts: {
  resource: ComponentResource;
  component: string;
  group: string;
  body: NamedBody;
}): RenderedResource {
  const { resource, component, group, body } = parts;
  return {
    key: `${group}/${resource.kind}/${resource.name}`,
    kind: resource.kind,
    component,
    name: body.name,
    body,
    references: collectReferences(body),
    ...(resource.movedFrom === undefined ? {} : { movedFrom: movedKeys(group, resource) }),
  };
}
