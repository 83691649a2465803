import type { Operations } from '../domain/operations.js';
import type { Finding, Release } from '../domain/release-model.js';
import { checkOperations } from './checks/operations.js';
import { Documents } from './documents.js';
import { operationsOf, operationsSchema } from './schema/operations.js';
import type { SourceFile } from './source-file.js';

/** Where the operations stand, below the configuration root. */
export const operationsFile = 'operations.yaml';

export type OperationsResult =
  | { readonly ok: true; readonly operations: Operations }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Reads operations.yaml, or lists everything that is wrong with it. Names of environments, regions, groups and
 * orgs are looked up in the release, where there is one that can be read.
 */
export function compileOperations(
  file: SourceFile,
  release: Pick<Release, 'groups' | 'environments'> | null,
): OperationsResult {
  const documents = new Documents(new Map([[operationsFile, file]]));
  const document = documents.parseAllTheSame(operationsFile, operationsSchema);
  const operations = document && operationsOf(document);
  if (operations) checkOperations(documents, operationsFile, operations, release);
  const findings = documents.findings();
  return findings.length > 0 || !operations ? { ok: false, findings } : { ok: true, operations };
}
