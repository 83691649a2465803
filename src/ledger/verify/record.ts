import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { OrgPlan } from '../../domain/org-plan.js';
import { assembleOrgPlan } from '../../domain/plan.js';
import {
  secretFieldsOf,
  secretFieldsOfPlan,
  withoutSecretValues,
} from '../../domain/secret-fields.js';
import { decode, type Place } from '../document.js';
import { evidenceRecordSchema } from '../evidence-schema.js';
import { loadRecordSchema } from '../load-schema.js';
import {
  BASES_FILE,
  LOAD_FILE,
  LEDGER_FILE,
  LEDGER_REF,
  LINE_FILE,
  LINE_REF,
  PLAN_SET_FILE,
  REPORT_FILE,
} from '../names.js';
import {
  ledgerIdentitySchema,
  lineSchema,
  orgBasesSchema,
  orgOutcomeSchema,
  adjustmentsSchema,
  orgPlanSchema,
  orgSnapshotSchema,
  planSetSchema,
  promotionSchema,
  reportSchema,
} from '../schema.js';

const ROLLOUT = /^refs\/rollcall\/rollouts\/[^/]+$/;
const PROMOTIONS = /^refs\/rollcall\/promotions\/(?<environment>[^/]+)$/;
const ORG = /^refs\/rollcall\/(?<environment>[^/]+)\/(?<org>[^/]+)$/;
const EVIDENCE_FILE = /^evidence\/[^/]+\.json$/;
const ORG_FILE =
  /^rollouts\/(?<rolloutKey>[^/]+)\/(?<file>plan|snapshot|adjustments|outcome)\.json$/;

/**
 * What is wrong with one record, each in words.
 * @throws LedgerDamagedError where it is not what Rollcall writes
 */
export function checkRecord(place: Place, text: string): string[] {
  const { ref, path } = place;
  if (ref === LEDGER_REF) {
    return path === LEDGER_FILE ? checkForm(ledgerIdentitySchema, text, place) : [UNKNOWN];
  }
  if (ref === LINE_REF) return path === LINE_FILE ? checkForm(lineSchema, text, place) : [UNKNOWN];
  if (ROLLOUT.test(ref)) return checkOfRollout(place, text);
  const promotions = PROMOTIONS.exec(ref)?.groups?.['environment'];
  if (promotions !== undefined) {
    const { environment } = decode(promotionSchema, text, place);
    return unless(environment === promotions, `is a record of ${environment}`);
  }
  const { environment, org } = ORG.exec(ref)?.groups ?? {};
  if (environment === undefined || org === undefined) return [UNKNOWN];
  return checkOfOrg(place, text, { environment, org });
}

const UNKNOWN = 'is nothing that Rollcall writes there';

function checkOfRollout(place: Place, text: string): string[] {
  const { path } = place;
  if (path === PLAN_SET_FILE) return checkForm(planSetSchema, text, place);
  if (path === REPORT_FILE) return checkForm(reportSchema, text, place);
  if (path === LOAD_FILE) return checkForm(loadRecordSchema, text, place);
  if (EVIDENCE_FILE.test(path)) return checkForm(evidenceRecordSchema, text, place);
  // The other files of the report are for people.
  return unless(!path.includes('/'), UNKNOWN);
}

interface Owner {
  readonly environment: string;
  readonly org: string;
}

function checkOfOrg(place: Place, text: string, owner: Owner): string[] {
  if (place.path === BASES_FILE) return checkBases(text, place);
  const { rolloutKey, file } = ORG_FILE.exec(place.path)?.groups ?? {};
  if (file === 'plan') return checkPlan(decode(orgPlanSchema, text, place), owner);
  if (file === 'outcome') {
    const outcome = decode(orgOutcomeSchema, text, place);
    return unless(outcome.rolloutKey === rolloutKey, `is of rollout ${outcome.rolloutKey}`);
  }
  if (file === 'adjustments') return checkForm(adjustmentsSchema, text, place);
  if (file !== 'snapshot') return [UNKNOWN];
  const snapshot = decode(orgSnapshotSchema, text, place);
  const secrets = snapshot.resources.flatMap(({ kind, id, body }) =>
    secretFieldsOf(body).map((field) => `${kind} ${id} ${field}`),
  );
  return [
    ...unless(snapshot.rolloutKey === rolloutKey, `is of rollout ${snapshot.rolloutKey}`),
    ...checkPlan(snapshot.plan, owner),
    ...secretsIn(secrets),
  ];
}

function checkBases(text: string, place: Place): string[] {
  const bases = Object.entries(decode(orgBasesSchema, text, place));
  return secretsIn(
    bases.flatMap(([key, base]) => {
      const { values } = withoutSecretValues(base);
      const secret = Object.keys(base.values).filter((path) => values[path] !== base.values[path]);
      return secret.map((path) => `${key} ${path}`);
    }),
  );
}

function checkPlan(plan: OrgPlan, { environment, org }: Owner): string[] {
  const { digest, layers: _, ...about } = plan;
  const recomputed = assembleOrgPlan({ ...about, hash: sha256 }).digest;
  return [
    ...unless(
      plan.environment === environment && plan.org === org,
      `is of ${plan.environment}/${plan.org}`,
    ),
    ...unless(recomputed === digest, `its plan has digest ${recomputed}, not ${digest} as it says`),
    ...secretsIn(secretFieldsOfPlan(plan)),
  ];
}

function secretsIn(places: readonly string[]): string[] {
  return places.length === 0 ? [] : [`holds secret fields: ${places.join(', ')}`];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function unless(isFine: boolean, what: string): string[] {
  return isFine ? [] : [what];
}

/** For a record of which its form is all that can be checked. */
function checkForm<T>(schema: z.ZodType<T>, text: string, place: Place): string[] {
  decode(schema, text, place);
  return [];
}
