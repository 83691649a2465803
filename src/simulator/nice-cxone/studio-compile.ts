import type { JsonObject } from '../json.js';
import type { StudioAction, StudioBranch, StudioScript } from './studio-script.js';

/** A skill as scripts may name it. */
export interface SkillReference {
  /** Also the id of its queue. */
  id: string;
  skillName: string;
}

/** Where a script runs. */
export interface CompileContext {
  skills: SkillReference[];
  /** The point of contact's skill, for a REQAGENT that names none. */
  defaultSkillId: string;
  /** Names the strategy that spreads the callers of an action. */
  strategyIdOf(actionId: string): string;
}

export interface CompiledScript {
  blocks: JsonObject[];
  /** Targets by strategy id, one for each action that spreads callers over skills. */
  strategies: Map<string, JsonObject[]>;
}

const endBlock = { id: 'end', type: 'Disconnect' };
const builtInVariables = ['ANI', 'DNIS', 'CONTACTID', 'MASTERID', 'SKILL'];

/** Turns a script into blocks that callers walk through. What Studio does not know fails in the call. */
export function compileScript(script: StudioScript, context: CompileContext): CompiledScript {
  const compiled: CompiledScript = { blocks: [], strategies: new Map() };
  const variables = new Set([...builtInVariables, ...script.actions.flatMap(assignedBy)]);
  for (const action of script.actions) {
    const unresolved = unresolvedIn(action, variables);
    if (unresolved === undefined) addBlocks(action, script, context, compiled);
    else compiled.blocks.push(failing(action, { unresolved: `{{${unresolved}}}` }));
  }
  compiled.blocks.push(endBlock);
  return compiled;
}

function addBlocks(
  action: StudioAction,
  script: StudioScript,
  context: CompileContext,
  compiled: CompiledScript,
): void {
  const { id, properties } = action;
  const next = nextOf(action);
  switch (action.name) {
    case 'BEGIN':
    case 'ASSIGN':
      compiled.blocks.push({ id, type: 'SetVariable', next });
      return;
    case 'PLAY':
      compiled.blocks.push({ id, type: 'PlayPrompt', properties, next });
      return;
    case 'MENU':
      compiled.blocks.push({ id, type: 'Menu', properties, next: `${id}.choice` });
      compiled.blocks.push(choiceOf(action, `${id}.choice`, script, context, compiled));
      return;
    case 'CASE':
      compiled.blocks.push(choiceOf(action, id, script, context, compiled));
      return;
    case 'REQAGENT': {
      const queueId = skillOf(action, context);
      compiled.blocks.push({ id, type: 'TransferToQueue', properties: { queueId }, next });
      return;
    }
    case 'HANGUP':
      compiled.blocks.push({ id, type: 'Disconnect' });
      return;
    default:
      compiled.blocks.push(failing(action, {}));
  }
}

/** Callers spread over skills by a strategy; over anything else the simulator cannot spread them. */
function choiceOf(
  action: StudioAction,
  blockId: string,
  script: StudioScript,
  context: CompileContext,
  compiled: CompiledScript,
): JsonObject {
  if (action.branches.length < 2) return { id: blockId, type: 'SetVariable', next: nextOf(action) };
  const targets = action.branches.map((branch) => targetOf(branch, script, context));
  if (targets.includes(undefined)) return { ...failing(action, {}), id: blockId };
  const strategyId = context.strategyIdOf(action.id);
  compiled.strategies.set(
    strategyId,
    targets.filter((target) => target !== undefined),
  );
  return { id: blockId, type: 'TransferToStrategy', properties: { strategyId }, next: 'end' };
}

function targetOf(
  { to, weight }: StudioBranch,
  script: StudioScript,
  context: CompileContext,
): JsonObject | undefined {
  const request = script.actions.find((action) => action.id === to && action.name === 'REQAGENT');
  if (request === undefined) return undefined;
  return { type: 'Queue', id: skillOf(request, context), weight, priority: 1 };
}

/** The queue of the skill that a REQAGENT names, by name or by number; a dead reference else. */
function skillOf({ properties }: StudioAction, context: CompileContext): string {
  const named = properties['skill'];
  if (named === undefined || named === null || named === '') return context.defaultSkillId;
  const name = typeof named === 'string' ? named : JSON.stringify(named);
  const skill = context.skills.find((one) => one.id === name || one.skillName === name);
  return skill?.id ?? `no skill ${name}`;
}

function failing(action: StudioAction, properties: JsonObject): JsonObject {
  return { id: action.id, type: `Studio.${action.name}`, properties, next: nextOf(action) };
}

/** Where an action leads: its default branch, or the end of the script. */
function nextOf({ branches }: StudioAction): string {
  const branch = branches.find((one) => one.label === 'Default') ?? branches[0];
  return branch?.to ?? endBlock.id;
}

function assignedBy({ name, properties }: StudioAction): string[] {
  const variable = properties['variable'];
  return name === 'ASSIGN' && typeof variable === 'string' ? [variable] : [];
}

/** The first variable that an action uses and nothing sets. */
function unresolvedIn({ properties }: StudioAction, variables: Set<string>): string | undefined {
  const texts = Object.values(properties).filter((value) => typeof value === 'string');
  const used = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return used.find((name) => name !== undefined && !variables.has(name));
}
