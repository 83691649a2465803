import type { Client } from '@temporalio/client';
import { RollcallError } from './errors.js';
import { missingSearchAttributes } from './search-attributes.js';

/** Temporal's enum IndexedValueType. */
const KEYWORD = 2;

/**
 * Registers what the workflows set. A workflow that sets an unknown attribute never gets further, so a worker that
 * may not register them must not start.
 * @throws RollcallError that prints the command for whoever may
 */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const missing = await missingSearchAttributes(client);
  if (missing.length === 0) return;
  const { namespace } = client.options;
  try {
    await client.connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
    });
  } catch (cause) {
    const flags = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new RollcallError(
      'searchAttributesMissing',
      `The namespace ${namespace} lacks search attributes, and this worker may not register them. Run: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
      { cause },
    );
  }
}
