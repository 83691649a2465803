import { rolloutKeyOf } from '../client/index.js';
import { findAffected } from '../planning/affected.js';
import { scriptFor } from '../planning/remediation-script.js';
import { withClient, type Context } from './context.js';
import { openSources } from './plan/sources.js';

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The script that takes a rollout's orgs in trouble back by hand. Reads ledger and orgs, writes nothing; Temporal is
 * asked only for the key of a rollout that was named by its workflow id.
 */
export async function makeScript(
  context: Context,
  rollout: string,
  wanted: readonly string[] | undefined,
): Promise<{ readonly script: string; readonly orgs: readonly string[] }> {
  const sources = await openSources(context);
  const rolloutKey = RUN_ID.test(rollout)
    ? rollout
    : await withClient((client) => rolloutKeyOf(client, rollout));
  const { loaded, orgs, rolloutId } = await findAffected(sources, {
    rolloutKey,
    action: 'takeBack',
    // A window that is open has written down nothing yet, and so counts as unknown, which is affected.
    open: [],
    ...(wanted === undefined ? {} : { orgs: wanted }),
  });
  const about = { rolloutId: rolloutId ?? rollout, rolloutKey, orgs };
  return { script: await scriptFor(sources, loaded, about, {}), orgs };
}
