import { formatPath } from '../../domain/json-path.js';
import type { Json } from '../../domain/json.js';
import { ownMember } from '../../domain/own-member.js';
import type { Documents } from '../documents.js';
import type { Draft } from '../draft.js';
import { componentSchema } from '../schema/component.js';
import { declaredVariables } from './declared-variables.js';
import { PlatformIds } from './platform-id.js';
import { secretIn } from './secret.js';
import type { Literal, LiteralKind } from './template-literal.js';
import { literalsIn } from './template-literal.js';

/**
 * Ids, phone numbers, hosts and secrets that stand in templates as they are, and secrets in variables.
 * A component may allow kinds of literals for a template, never a secret, and nothing that is not there.
 */
export function checkLiterals(documents: Documents, draft: Draft): void {
  const ids = new PlatformIds(draft);
  const read = new Map<string, Literal[]>();
  const reported = new Set<string>();
  for (const { file } of documents.inFolder('components'))
    for (const [index, { template, allow }] of resourcesOf(documents, file).entries()) {
      const body = ownMember(draft.templates, template);
      if (body === undefined) continue;
      const found = read.get(template) ?? literalsIn(body, ids);
      read.set(template, found);
      reportLiterals({ documents, template, found, allow, reported });
      for (const [place, kind] of allow.entries())
        if (!found.some((literal) => literal.kind === kind) || allow.indexOf(kind) !== place)
          documents.report(
            file,
            `resources[${index}].allow[${place}]`,
            `allows nothing: ${template} holds no ${kind} that is not allowed yet; take it away`,
          );
    }
  checkVariables(documents, draft);
}

function resourcesOf(
  documents: Documents,
  file: string,
): { template: string; allow: readonly LiteralKind[] }[] {
  const parsed = componentSchema.safeParse(documents.open(file)?.value);
  if (!parsed.success) return [];
  return parsed.data.resources.map(({ template, allow = [] }) => ({ template, allow }));
}

function reportLiterals(request: {
  documents: Documents;
  template: string;
  found: readonly Literal[];
  allow: readonly LiteralKind[];
  reported: Set<string>;
}): void {
  const { documents, template, found, allow, reported } = request;
  for (const { kind, path, message } of found) {
    const id = JSON.stringify([template, path, message]);
    if ((kind !== null && allow.includes(kind)) || reported.has(id)) continue;
    reported.add(id);
    documents.report(template, path, message);
  }
}

function checkVariables(documents: Documents, draft: Draft): void {
  for (const { name, file } of documents.inFolder('environments')) {
    if (!ownMember(draft.environments, name)) continue;
    for (const { path, variables } of declaredVariables(documents.open(file)?.value ?? null))
      for (const [variable, value] of Object.entries<Json>(variables)) {
        const secret = secretIn(variable, value);
        if (secret !== null)
          documents.report(
            file,
            formatPath([...path, variable]),
            `looks like a secret (${secret}): variables are for everybody to read; the secret stays on the platform`,
          );
      }
  }
}
