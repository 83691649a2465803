import { targetTask } from './flow-blocks.js';
import { FlowContentError, readFlowContent, type FlowContent } from './flow-content.js';
import { allActions, knownActions, referencesOf, type FlowReference } from './flow-references.js';
import type { NativeStore } from './native-store.js';

/** Reads a flow as a job does, which refuses what it does not know or cannot find. */
export function validatedFlow(
  yaml: string,
  natives: NativeStore,
  orgId: string,
): { content: FlowContent; references: FlowReference[] } {
  const content = readFlowContent(yaml);
  const references = referencesOf(content, natives, orgId);
  const actions = allActions(content);
  const refIds = content.tasks.map((task) => task.refId);
  const reasons = [
    ...actions
      .filter(({ type }) => !knownActions.includes(type))
      .map(({ type }) => `unknown action '${type}'`),
    ...actions
      .filter(({ type, body }) => type === 'jumpToTask' && !refIds.includes(targetTask(body)))
      .map(({ body }) => `jumpToTask refers to no task: '${targetTask(body)}'`),
    ...missing(references).map(({ kind, name }) => `the ${kind} '${name}' cannot be found`),
  ];
  if (reasons.length > 0) throw new FlowContentError(reasons);
  return { content, references };
}

export function missing(references: FlowReference[]): FlowReference[] {
  return references.filter((reference) => reference.id === null);
}

/** The references whose targets are gone by now. */
export function dangling(
  references: FlowReference[],
  natives: NativeStore,
  orgId: string,
): FlowReference[] {
  return references.filter(({ kind, id }) => natives.get(kind, orgId, id ?? '') === undefined);
}
