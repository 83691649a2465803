import { parse } from 'yaml';
import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../json.js';

/**
 * The part of Archy's YAML that the simulator understands, for inbound call flows:
 *
 * - `name`, `description`, `division`, `startUpRef`, `initialGreeting`, `tasks[].task`;
 * - actions `playAudio`, `collectInput`, `updateData`, `jumpToTask`, `disconnect`;
 * - `transferToAcd` to a literal queue, to `FindQueue(variable)`, or to `WeightedQueue(…)`: the
 *   simulator's own word for the ways in which flows draw a queue from the weights of a table's row;
 * - `dataTableLookup` with a literal key, `foundOutputs` and the outputs `found` and `notFound`.
 *
 * Any other action is refused, as Archy refuses what it does not know.
 */
export interface FlowContent {
  /** The type as Archy spells it, such as `inboundCall`. */
  type: string;
  name: string;
  description: string;
  greeting: Json | undefined;
  tasks: FlowTask[];
  /** The task that a call begins with. */
  startTask: string;
}

export interface FlowTask {
  name: string;
  refId: string;
  actions: FlowAction[];
}

export interface FlowAction {
  type: string;
  body: JsonObject;
}

const flowTypes = ['inboundCall', 'inqueueCall', 'commonModule', 'workflow'];

const actionListSchema = z.array(z.record(z.string(), z.json()));
const taskSchema = z.object({
  task: z.object({
    name: z.string().min(1),
    refId: z.string().optional(),
    actions: actionListSchema.default([]),
  }),
});
const flowSchema = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  startUpRef: z.string().optional(),
  initialGreeting: z.json().optional(),
  tasks: z.array(taskSchema).min(1),
});

/** Why a text is no flow. An empty list of reasons: the service broke before it could say. */
export class FlowContentError extends Error {
  readonly reasons: string[];

  constructor(reasons: string[]) {
    super(reasons[0] ?? 'the content cannot be read');
    this.reasons = reasons;
  }
}

/** Reads a flow's YAML. */
export function readFlowContent(yaml: string): FlowContent {
  const [type, section] = sectionOf(yaml);
  const parsed = flowSchema.safeParse(section);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      (one) => `${type}.${one.path.join('.')}: ${one.message}`,
    );
    throw new FlowContentError(reasons);
  }
  const { name, description = '', startUpRef, initialGreeting, tasks } = parsed.data;
  const named = tasks.map(({ task }) => ({
    name: task.name,
    refId: task.refId ?? task.name,
    actions: actionsOf(task.actions),
  }));
  const start = startUpRef === undefined ? named[0]?.refId : /\[([^\]]+)\]/.exec(startUpRef)?.[1];
  if (!named.some((task) => task.refId === start)) {
    throw new FlowContentError([`startUpRef '${startUpRef}' refers to no task of this flow`]);
  }
  return {
    type,
    name,
    description,
    greeting: initialGreeting,
    tasks: named,
    startTask: start ?? '',
  };
}

/** A list of actions: each is an object of one key, its type. */
export function actionsOf(value: Json | undefined): FlowAction[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((action) => {
    const [[type, body] = ['', {}]] = Object.entries(action);
    return { type, body: isJsonObject(body) ? body : {} };
  });
}

function sectionOf(yaml: string): [string, Json] {
  const document = documentOf(yaml);
  if (!isJsonObject(document)) throw new FlowContentError([]);
  const entry = Object.entries(document).find(([type]) => flowTypes.includes(type));
  if (entry === undefined) {
    throw new FlowContentError([`no flow of a known type: ${flowTypes.join(', ')}`]);
  }
  return entry;
}

function documentOf(yaml: string): unknown {
  try {
    return parse(yaml);
  } catch (error) {
    throw new FlowContentError([`invalid YAML: ${error instanceof Error ? error.message : ''}`]);
  }
}
