import { VaultProblem } from './problem.js';

/** What an unsuccessful status means for every call; `denied` is the remedy for 400 and 403. */
export function refusalOf(status: number, what: string, denied: string): VaultProblem {
  if (status === 503)
    return new VaultProblem(`it is sealed or in maintenance (503 on ${what})`, { passing: true });
  if (status >= 300 && status < 400)
    return new VaultProblem(
      `${what} was answered with a redirect (${status}), which is not followed. Set VAULT_ADDR to the active node or the load balancer`,
    );
  // 412: a replica that has not caught up yet.
  if (status === 429 || status === 412 || status >= 500)
    return new VaultProblem(`${what} was answered with ${status}`, { passing: true });
  return new VaultProblem(`${what} was refused (${status}). ${denied}`);
}
