import { z } from 'zod';

import type {
  ByEnvironment,
  ExpansionGate,
  PlanGate,
  Policy,
  SensitivePath,
} from '../../domain/release-model.js';
import { ResourceKind } from '../../domain/resource.js';
import { identifier } from './identifier.js';

const planWord = z.enum(['when_sensitive', 'always', 'never']);
const expansionWord = z.enum(['always', 'never']);

/** One word for all environments, or a map by environment with a `default`. */
function byEnvironment<Word extends typeof planWord | typeof expansionWord>(word: Word) {
  return z.union([word, z.record(identifier, word)], {
    error: `must be one of ${word.options.join(', ')}, or a map such as { production: always, default: never }`,
  });
}

const sensitivePath = z.strictObject({
  name: identifier.optional().describe('What messages call it; absent: the path.'),
  kind: z.enum(ResourceKind).optional().describe('Kind of the resources; absent: any.'),
  path: z
    .string()
    .regex(/^(\/[^/]+)+$/, 'is a path as plans show it, with * for any segment: "/capacity/*"')
    .describe(
      'Path as plans show it; * stands for any part of one segment, ** for one segment or more.',
    ),
});

/** `always` or `never`, by environment. */
export const expansionGate = byEnvironment(expansionWord);

/** `gates`: where a person decides. */
export const gatesSchema = z.strictObject({
  plan: byEnvironment(planWord)
    .default({ production: 'when_sensitive', default: 'never' })
    .describe(
      'Gate before the first write, by environment; sensitive are routing weights and trunk failover.',
    ),
  expansion: expansionGate
    .default({ production: 'always', default: 'never' })
    .describe('Gate before each wave after the first, by environment.'),
  also: z.array(sensitivePath).optional().describe('Further paths whose change is sensitive.'),
});

const planGates = { when_sensitive: 'whenSensitive', always: 'always', never: 'never' } as const;

/** The gates as the engine reads them. */
export function compileGates(gates: z.output<typeof gatesSchema>): Policy['gates'] {
  return {
    plan: withProduction<PlanGate>(
      wordsOf(gates.plan, (word: keyof typeof planGates) => planGates[word]),
      'whenSensitive',
    ),
    expansion: withProduction<ExpansionGate>(gates.expansion, 'always'),
    ...(gates.also === undefined ? {} : { also: gates.also.map(sensitivePathOf) }),
  };
}

function sensitivePathOf(entry: z.infer<typeof sensitivePath>): SensitivePath {
  return { name: entry.name ?? entry.path, kind: entry.kind ?? null, path: entry.path };
}

function wordsOf<From extends string, To extends string>(
  gate: From | Readonly<Record<string, From>>,
  compile: (word: From) => To,
): ByEnvironment<To> {
  if (typeof gate === 'string') return compile(gate);
  return Object.fromEntries(Object.entries(gate).map(([name, word]) => [name, compile(word)]));
}

/** Production is asked about unless the map says otherwise of it or of all: a forgotten line must not open it. */
function withProduction<Word extends string>(
  gate: ByEnvironment<Word>,
  word: Word,
): ByEnvironment<Word> {
  if (typeof gate === 'string' || 'default' in gate) return gate;
  return { production: word, ...gate };
}
