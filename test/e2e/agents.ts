import { post } from './enterprise.js';

/** Sends a share of an org's agents off queue, until they are called back. */
export async function sendOff(url: string, orgId: string, share: number): Promise<void> {
  // Longer than any test lasts, at whatever pace.
  await post(`${url}/_sim/shocks`, { type: 'agentsOff', orgId, share, minutes: 500_000 });
}

/** Everybody is back on queue. */
export async function callBack(url: string): Promise<void> {
  const answer = await fetch(`${url}/_sim/shocks`, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
