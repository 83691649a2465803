import { ownMember } from './own-member.js';
import type { ByEnvironment, Policy } from './release-model.js';

/** What a gate of the policy says for one environment; `never` where it says nothing. */
export function gateWord<Word extends string>(
  gate: ByEnvironment<Word>,
  environment: string,
): Word | 'never' {
  if (typeof gate === 'string') return gate;
  return ownMember(gate, environment) ?? ownMember(gate, 'default') ?? 'never';
}

/** Why the policy does not take a rollout's start as it is: no ticket, one of another form, no reason. */
export function objectionToStart(request: {
  readonly policy: Pick<Policy, 'change' | 'reason'>;
  readonly environment: string;
  readonly change: string | null;
  readonly reason: string | null;
}): string | null {
  const { policy, environment } = request;
  const change = request.change?.trim() ?? '';
  const reason = request.reason?.trim() ?? '';
  const pattern = policy.change?.pattern ?? null;
  const form = pattern === null ? '' : `, of the form ${pattern}`;
  if (change === '' && (policy.change?.requiredIn.includes(environment) ?? false))
    return `a rollout to ${environment} needs a change (ticket)${form}`;
  if (change !== '' && pattern !== null && !new RegExp(pattern, 'u').test(change))
    return `the change "${change}" does not have the form ${pattern}`;
  if (reason === '' && (policy.reason?.requiredIn.includes(environment) ?? false))
    return `a rollout to ${environment} needs a reason`;
  return null;
}
