import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { SecretError } from '../../src/secrets/errors.js';
import type { SecretProvider } from '../../src/secrets/port.js';

/** The SecretError that a read fails with; nothing in it may hold one of the planted values. */
export async function refused(
  provider: SecretProvider,
  reference: string,
  planted: readonly string[] = [],
): Promise<SecretError> {
  try {
    await provider.read(reference);
  } catch (error) {
    assert.ok(error instanceof SecretError, inspect(error));
    const everything = inspect(error, { depth: 20, showHidden: true });
    for (const value of planted) assert.ok(!everything.includes(value), everything);
    assert.equal(error.cause, undefined);
    assert.ok(error.message.includes(reference), error.message);
    return error;
  }
  return assert.fail(`${reference} was read`);
}
