import { GateName, type ApprovalRule, type Operations } from './operations.js';

/** One person's consent to one gate. */
export interface GivenApproval {
  readonly by: string;
  /** `signed`: a signature by a key of this person was verified. */
  readonly identity: 'claimed' | 'signed';
  readonly atMs: number;
}

/** What an approval is judged against, beside the rule. */
export interface ApprovalContext {
  /** Who started the rollout. */
  readonly requestedBy: string;
  readonly nowMs: number;
}

/**
 * The rules that a gate has to satisfy: for each region the first entry that fits, each rule once. Without
 * regions only entries for any region fit. Empty where no entry fits: then one approval by anybody will do.
 */
export function approvalRulesFor(request: {
  readonly operations: Pick<Operations, 'approvals'>;
  readonly environment: string;
  readonly gate: GateName;
  readonly regions: readonly string[];
}): ApprovalRule[] {
  const { operations, environment, gate, regions } = request;
  const candidates = operations.approvals.filter(
    (rule) =>
      (rule.environment === null || rule.environment === environment) &&
      (rule.gate === null || rule.gate === gate),
  );
  const places = regions.length > 0 ? [...new Set(regions)].sort() : [null];
  const found = places.flatMap(
    (place) => candidates.find(({ region }) => region === null || region === place) ?? [],
  );
  return [...new Set(found)];
}

/** Regions of an environment in which a gate asks for one approval by anybody, though in others it asks for more. */
export interface OpenRegions {
  readonly environment: string;
  readonly regions: readonly string[];
  readonly gates: readonly GateName[];
  /** Position of the first rule that asks for more in another region. */
  readonly rule: number;
}

/** Where rules for some regions leave others to anybody, since no entry without a region catches them. */
export function openRegions(
  { approvals }: Pick<Operations, 'approvals'>,
  regionsOf: Readonly<Record<string, readonly string[]>>,
): OpenRegions[] {
  const open = new Map<string, OpenRegions>();
  for (const [environment, regions] of Object.entries(regionsOf))
    for (const gate of Object.values(GateName)) {
      const rulesFor = (region: string): readonly ApprovalRule[] =>
        approvalRulesFor({ operations: { approvals }, environment, gate, regions: [region] });
      const left = [...new Set(regions)].filter((region) => rulesFor(region).length === 0).sort();
      const [first] = regions.flatMap(rulesFor);
      if (left.length === 0 || first === undefined) continue;
      const known = open.get(`${environment} ${left.join()}`);
      const rule = approvals.indexOf(first);
      open.set(`${environment} ${left.join()}`, {
        environment,
        regions: left,
        gates: [...(known?.gates ?? []), gate],
        rule: Math.min(known?.rule ?? rule, rule),
      });
    }
  return [...open.values()];
}

/** Rules about persons mean nothing where anybody can give any name. */
export function needsSignature(rule: ApprovalRule): boolean {
  const { signed, people, notTheRequester, expiresMinutes } = rule;
  return signed || people > 1 || notTheRequester || expiresMinutes !== null;
}

/** What a gate without rules asks for. */
export const NEEDS_ANYBODY = 'needs an approval';

/**
 * Why the approvals given so far do not satisfy every rule, with who is missing and whose approval does not
 * count; null where they do. No rule: one approval by anybody.
 */
export function objectionToApproval(
  rules: readonly ApprovalRule[],
  approvals: readonly GivenApproval[],
  context: ApprovalContext,
): string | null {
  if (rules.length === 0) return approvals.length > 0 ? null : NEEDS_ANYBODY;
  const objections = rules.flatMap((rule) => objectionOf(rule, approvals, context) ?? []);
  return objections.length > 0 ? [...new Set(objections)].join('; ') : null;
}

/** Those approvals that a rule counts; without rules, all. */
export function countedApprovals<A extends GivenApproval>(
  rules: readonly ApprovalRule[],
  approvals: readonly A[],
  context: ApprovalContext,
): A[] {
  if (rules.length === 0) return [...approvals];
  return approvals.filter((approval) =>
    rules.some((rule) => reasonNotToCount(rule, approval, context) === null),
  );
}

function objectionOf(
  rule: ApprovalRule,
  approvals: readonly GivenApproval[],
  context: ApprovalContext,
): string | null {
  const counted = new Map<string, string>();
  const refused: string[] = [];
  for (const approval of approvals) {
    const why = reasonNotToCount(rule, approval, context);
    if (why === null) counted.set(normalized(approval.by), approval.by);
    else refused.push(`${approval.by} ${why}`);
  }
  if (counted.size >= rule.people) return null;
  const given = counted.size > 0 ? `, given by ${[...counted.values()].join(', ')}` : '';
  const others = refused.length > 0 ? `; not counted: ${[...new Set(refused)].join(', ')}` : '';
  return `${demandOf(rule)}${given}${others}`;
}

/** A rule in words: `needs 2 signed approvals by lee, kim for eu_central, not by the requester`. */
export function demandOf(rule: ApprovalRule): string {
  const signed = needsSignature(rule) ? 'signed ' : '';
  const many =
    rule.people === 1
      ? `${signed ? 'a' : 'an'} ${signed}approval`
      : `${rule.people} ${signed}approvals`;
  const by = rule.approvers === null ? '' : ` by ${rule.approvers.join(', ')}`;
  const region = rule.region === null ? '' : ` for ${rule.region}`;
  const not = rule.notTheRequester ? ', not by the requester' : '';
  const age = rule.expiresMinutes === null ? '' : `, not older than ${rule.expiresMinutes} min`;
  return `needs ${many}${by}${region}${not}${age}`;
}

function reasonNotToCount(
  rule: ApprovalRule,
  { by, identity, atMs }: GivenApproval,
  { requestedBy, nowMs }: ApprovalContext,
): string | null {
  const isApprover = rule.approvers?.some((name) => normalized(name) === normalized(by)) ?? true;
  if (!isApprover) return '(not an approver)';
  if (rule.notTheRequester && normalized(by) === normalized(requestedBy)) return '(the requester)';
  if (needsSignature(rule) && identity !== 'signed') return '(not signed)';
  const isOld = rule.expiresMinutes !== null && nowMs - atMs >= rule.expiresMinutes * 60_000;
  return isOld ? '(expired)' : null;
}

/** `Dana` and `dana ` are one person: two spellings are not two people. */
export function normalized(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
