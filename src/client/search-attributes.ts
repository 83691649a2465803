import type { Client } from '@temporalio/client';
import { SearchAttribute } from '../workflows/ids.js';

/** Names of the search attributes that Rollcall's workflows set. */
export const searchAttributes: readonly string[] = Object.values(SearchAttribute);

/** Those that the namespace does not know. The worker registers them, where it may. */
export async function missingSearchAttributes(client: Client): Promise<readonly string[]> {
  const answer = await client.connection.operatorService.listSearchAttributes({
    namespace: client.options.namespace,
  });
  const known = Object.keys(answer.customAttributes ?? {});
  return searchAttributes.filter((name) => !known.includes(name));
}
