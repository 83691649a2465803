import { project, type CapacityAssumptions } from './projection.js';
import { qualifiedAgents, shareOutAgents, type AgentGroup } from './staffing.js';

/** What a queue faces in one span of the window ahead. */
export interface SpanAhead {
  readonly fromMs: number;
  readonly toMs: number;
  /** Who will be on queue; null where nobody knows. */
  readonly groups: readonly AgentGroup[] | null;
  /** 90th percentile of the forecast by kind of caller; null where nobody knows. */
  readonly demands: readonly {
    readonly skills: readonly string[];
    readonly callsPerHour: number | null;
  }[];
  /** Wrap-up included. */
  readonly handleSeconds: number;
}

export interface QueueAhead {
  readonly org: string;
  readonly queue: string;
  /** In the order of time, without gaps. */
  readonly spans: readonly SpanAhead[];
}

export interface GateRule {
  readonly assumptions: CapacityAssumptions;
  /** Agents available by agents needed, below which nothing is expanded. */
  readonly minCapacityRatio: number;
}

/** Who is missing, where, and until when. */
export interface Shortage {
  readonly org: string;
  readonly queue: string;
  /** Of the callers who wait; none: any agent of the queue could answer. */
  readonly skills: readonly string[];
  /** So many more have to be on queue, at the worst time. */
  readonly agentsShort: number;
  readonly fromMs: number;
  /** Null where it lasts beyond the window. */
  readonly untilMs: number | null;
  /** At the worst time. */
  readonly capacityRatio: number;
  readonly abandonmentRatio: number;
}

export interface CapacityDecision {
  /** True only where all is known and nobody is missing. */
  readonly open: boolean;
  /** The worst first. */
  readonly shortages: readonly Shortage[];
  /** Queues of which agents or volume are not known: missing is never good news. */
  readonly unknown: readonly { readonly org: string; readonly queue: string }[];
}

/** Whether the orgs can take what an expansion brings in the window ahead. */
export function capacityGate(queues: readonly QueueAhead[], rule: GateRule): CapacityDecision {
  const unknown = queues.filter(isUnknown).map(({ org, queue }) => ({ org, queue }));
  const shortages = queues
    .filter((one) => !isUnknown(one))
    .flatMap((one) => shortagesOf(one, rule))
    .toSorted((a, b) => b.agentsShort - a.agentsShort);
  return { open: unknown.length === 0 && shortages.length === 0, shortages, unknown };
}

/** A sentence for people: who is missing, where, and until when. */
export function shortageText({ org, queue, skills, agentsShort, untilMs }: Shortage): string {
  const who = skills.length === 0 ? '' : ` with ${skills.join(' and ')}`;
  const until =
    untilMs === null
      ? 'beyond the window that was looked at'
      : `until ${new Date(untilMs).toISOString().slice(0, 16)}Z`;
  return `${org}, ${queue}: ${agentsShort} agent(s)${who} short ${until}`;
}

function isUnknown({ spans }: QueueAhead): boolean {
  const knows = ({ groups, demands }: SpanAhead): boolean =>
    groups !== null && demands.every(({ callsPerHour }) => callsPerHour !== null);
  return spans.length === 0 || !spans.every(knows);
}

/** By kind of caller: the spans that are short, from the first to the end of the last. */
function shortagesOf({ org, queue, spans }: QueueAhead, rule: GateRule): Shortage[] {
  const open = new Map<string, Shortage>();
  const last = spans.at(-1)?.toMs ?? 0;
  for (const span of spans)
    for (const short of shortIn(span, rule)) {
      const key = JSON.stringify(short.skills);
      const known = open.get(key);
      const untilMs = span.toMs === last ? null : span.toMs;
      const worst = known === undefined || known.agentsShort < short.agentsShort ? short : known;
      open.set(key, { ...worst, org, queue, fromMs: known?.fromMs ?? span.fromMs, untilMs });
    }
  return [...open.values()];
}

/** Of an agent: less than this is noise of the arithmetic, and nobody is missing. */
const ROUNDING = 1e-9;

type ShortNow = Omit<Shortage, 'org' | 'queue' | 'fromMs' | 'untilMs'>;

function shortIn(span: SpanAhead, { assumptions, minCapacityRatio }: GateRule): ShortNow[] {
  const { handleSeconds } = span;
  const groups = span.groups ?? [];
  const demands = span.demands.map(({ skills, callsPerHour }) => ({
    skills,
    callsPerHour: callsPerHour ?? 0,
    erlangs: ((callsPerHour ?? 0) * handleSeconds) / 3600,
  }));
  const agents = shareOutAgents(groups, demands);
  return demands.flatMap((demand, at): ShortNow[] => {
    const load = { ...demand, handleSeconds, agents: agents[at] ?? 0 };
    const { capacityRatio, abandonmentRatio, neededAgents, availableAgents } = project(
      load,
      assumptions,
    );
    const isDeserted = demand.callsPerHour > 0 && qualifiedAgents(groups, demand) === 0;
    const missing = neededAgents * minCapacityRatio - availableAgents;
    const whole = Math.ceil(missing / (1 - assumptions.shrinkageRatio) - ROUNDING);
    if (whole <= 0 && !isDeserted) return [];
    const agentsShort = Math.max(1, whole);
    return [{ skills: demand.skills, agentsShort, capacityRatio, abandonmentRatio }];
  });
}
