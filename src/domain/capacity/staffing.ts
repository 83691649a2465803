/** Agents of a queue who are alike. */
export interface AgentGroup {
  /** Languages too, as the platform names them. */
  readonly skills: readonly string[];
  /** On queue now. */
  readonly agents: number;
}

/** Callers of a queue who want the same. */
export interface SkillDemand {
  /** The skills that an agent must have to answer; none: anybody does. */
  readonly skills: readonly string[];
  /** Agents' time that they take: an Erlang is one agent who is always busy. */
  readonly erlangs: number;
}

/** Times over which agents are shared out: from there on nothing moves. */
const ROUNDS = 300;
const SETTLED = 1e-9;
/** Fewer Erlangs than this are no callers. */
const NOBODY = 1e-9;

export function isQualified(group: AgentGroup, demand: Pick<SkillDemand, 'skills'>): boolean {
  return demand.skills.every((skill) => group.skills.includes(skill));
}

/** Agents who can answer such callers, each counted whole, whatever else they can do. */
export function qualifiedAgents(
  groups: readonly AgentGroup[],
  demand: Pick<SkillDemand, 'skills'>,
): number {
  return groups
    .filter((group) => isQualified(group, demand))
    .reduce((sum, { agents }) => sum + agents, 0);
}

/**
 * How many agents each kind of caller can count on, in the order of the demands. An agent who can answer several is
 * shared out among them so that they are as evenly served as skills allow, and counted once in all. An agent whom nobody
 * needs counts for nobody.
 */
export function shareOutAgents(
  groups: readonly AgentGroup[],
  demands: readonly SkillDemand[],
): number[] {
  const shares = groups.map((group) => {
    const wanted = demands.map((one) => (isQualified(group, one) && one.erlangs > NOBODY ? 1 : 0));
    return spread(wanted, group.agents);
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const had = totals(shares, demands.length);
    const pressure = demands.map(({ erlangs }, at) => {
      const agents = had[at] ?? 0;
      return agents > 0 ? Math.sqrt(erlangs / agents) : 0;
    });
    let moved = 0;
    for (const [at, group] of groups.entries()) {
      const before = shares[at] ?? [];
      const after = spread(
        before.map((share, demand) => share * (pressure[demand] ?? 0)),
        group.agents,
      );
      for (const [demand, share] of after.entries())
        moved += Math.abs(share - (before[demand] ?? 0));
      shares[at] = after;
    }
    if (moved < SETTLED) break;
  }
  return totals(shares, demands.length);
}

/** Shares out an amount in proportion; nobody gets anything where nobody wants any. */
function spread(wanted: readonly number[], amount: number): number[] {
  const sum = wanted.reduce((total, one) => total + one, 0);
  return wanted.map((one) => (sum > 0 ? (one / sum) * amount : 0));
}

function totals(shares: readonly (readonly number[])[], length: number): number[] {
  return Array.from({ length }, (_, at) => shares.reduce((sum, row) => sum + (row[at] ?? 0), 0));
}
