import { z } from 'zod';
import { jsonObjectSchema, type JsonObject } from '../json.js';

const branchSchema = z.object({
  label: z.string().default('Default'),
  to: z.union([z.string(), z.number().int().transform(String)]),
  weight: z.number().nonnegative().default(1),
});

/**
 * What the simulator reads of Studio's JSON. The sections are Studio's own; inside them, `properties`
 * go by name and a branch says `to` (an action's id) and, at a CASE or a MENU, its `weight`: how
 * large a share of the callers takes it.
 */
const contentSchema = z.object({
  header: z.object({ scriptName: z.string().optional() }).default({}),
  actions: z.record(z.string(), z.object({ name: z.string().min(1) })),
  properties: z.record(z.string(), jsonObjectSchema).default({}),
  branches: z.record(z.string(), z.array(branchSchema)).default({}),
});

export type StudioBranch = z.output<typeof branchSchema>;

/** One action of a script: what it is, what it is told, and where it leads. */
export interface StudioAction {
  id: string;
  name: string;
  properties: JsonObject;
  branches: StudioBranch[];
}

export interface StudioScript {
  scriptName: string | undefined;
  /** In the order in which they run first: the beginning stands first. */
  actions: StudioAction[];
}

/** Reads a script's content; undefined when Studio could not open it. */
export function readScript(content: string): StudioScript | undefined {
  const parsed = contentSchema.safeParse(jsonOf(content));
  if (!parsed.success) return undefined;
  const { header, actions, properties, branches } = parsed.data;
  const list = Object.entries(actions).map(([id, action]) => ({
    id,
    name: action.name.toUpperCase(),
    properties: properties[id] ?? {},
    branches: branches[id] ?? [],
  }));
  const begin = list.findIndex((action) => action.name === 'BEGIN');
  const [first] = begin > 0 ? list.splice(begin, 1) : [];
  return { scriptName: header.scriptName, actions: first === undefined ? list : [first, ...list] };
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
