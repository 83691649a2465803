import { approvalRulesFor, demandOf } from '../domain/approval-rules.js';
import { GateName } from '../domain/operations.js';
import type { ReleaseSource } from '../release/port.js';
import type { Loaded } from './loaded.js';

/** Says of a gate, as people name it, what it asks for, a rule each; nothing where one approval by anybody will do. */
export type DemandsAt = (gate: string) => readonly string[];

/** By operations.yaml on the protected branch as it is now, for these orgs. */
export async function demandsAt(
  releases: Pick<ReleaseSource, 'operations'>,
  loaded: Loaded,
  orgs: readonly string[],
): Promise<DemandsAt> {
  const { operations } = await releases.operations();
  const regions = orgs.map((org) => loaded.binding(org).region);
  const environment = loaded.environment.name;
  return (gate) =>
    approvalRulesFor({ operations, environment, gate: kindOf(gate), regions }).map(demandOf);
}

function kindOf(gate: string): GateName {
  if (gate.startsWith('capacity-')) return GateName.capacity;
  if (gate.startsWith('traffic-')) return GateName.traffic;
  const kind = gate.replaceAll('-', '_');
  return Object.values(GateName).find((name) => name === kind) ?? GateName.expansion;
}
