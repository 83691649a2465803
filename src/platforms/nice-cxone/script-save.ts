import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { failure } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import type { Context } from './context.js';
import { reasonOf } from './refusals.js';
import { SCRIPTS } from './routes.js';

/** Reports of a save name one action each; more than these would bury the first. */
const REPORTED = 5;

const issueSchema = z.object({ key: z.string() });
const checkedSchema = z.object({
  actionType: z.string().optional(),
  errors: z.array(issueSchema).default([]),
});
const resultSchema = z.object({
  success: z.boolean().optional(),
  error: z.string().nullish(),
  error_code: z
    .object({ details: z.object({ actions: z.record(z.string(), checkedSchema).default({}) }) })
    .optional()
    .catch(undefined),
});
const savedSchema = z.object({
  errorCount: z.number().default(0),
  results: z.array(resultSchema).default([]),
});

/**
 * Saves a script: callers get it at once wherever it runs. The platform looks at its syntax first; what does not pass
 * is refused in an answer of success, with its reasons.
 */
export async function saveScript(
  context: Context,
  scriptContent: JsonObject,
  options: CallOptions,
): Promise<void> {
  const asked = { method: 'POST', path: SCRIPTS } as const;
  const answer = await context.api.send({ ...options, ...asked, json: { scriptContent } });
  const { errorCount, results } = parseBody(savedSchema, answer.body, {
    org: context.org,
    ...asked,
  });
  const refused = results.find(({ success }) => success === false);
  if (refused !== undefined || errorCount > 0)
    throw failure(context, asked, 'rejected', `is refused${reasonsOf(refused)}`);
}

function reasonsOf(refused: z.infer<typeof resultSchema> | undefined): string {
  const checked = Object.entries(refused?.error_code?.details.actions ?? {});
  const reasons = checked.flatMap(([id, { actionType = 'action', errors }]) =>
    errors.map(({ key }) => `${actionType} ${id}: ${key}`),
  );
  return reasonOf(reasons.slice(0, REPORTED).join('; ') || (refused?.error ?? undefined));
}
