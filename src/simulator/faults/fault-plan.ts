import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { faultSchema, type Fault } from './fault.js';

const faultsSchema = z.array(faultSchema);

/** Reads a plan file, JSON or YAML: a list of faults, or `faults:` with one. */
export async function readFaultPlan(path: string): Promise<Fault[]> {
  const content = parsed(await readFile(path, 'utf8'), path);
  const list =
    typeof content === 'object' && content !== null && 'faults' in content
      ? content.faults
      : content;
  return checked(faultsSchema, list, `${path} is no fault plan`);
}

/** Reads one fault as it is given on the command line. */
export function readFault(text: string): Fault {
  return checked(faultSchema, parsed(text, 'a fault'), `${text} is no fault`);
}

/** JSON is YAML too. */
function parsed(text: string, source: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new Error(`${source} cannot be read: ${reason}`, { cause: error });
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, complaint: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    (issue) => `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}`,
  );
  throw new Error(`${complaint}: ${issues.join('; ')}`);
}
