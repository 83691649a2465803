import { z } from 'zod';
import type { Adjustment } from '../domain/adjustment.js';
import { isJsonObject, type Json, type JsonObject } from '../domain/json.js';
import { ChangeAction, type OrgPlan, type ResourceBase } from '../domain/org-plan.js';
import { ResourceState, type ResourceOutcome } from '../domain/resource-outcome.js';
import { ResourceKind, type LiveResource } from '../domain/resource.js';
import { OrgState } from '../domain/rollout-status.js';
import { experimentSchema } from './experiment-schema.js';
import type {
  LineMove,
  OrgBases,
  OrgRecord,
  OrgSnapshot,
  PlanSet,
  PromotionRecord,
} from './port.js';

// Records are loose objects: a member that a later version adds survives being read by an earlier one.

// What JSON.parse returned is JSON; only its absence is to be found out.
const json = z.custom<Json>((value) => value !== undefined, 'expected a JSON value');
const jsonObject = z.custom<JsonObject>(
  (value) => isJsonObject(value as Json | undefined),
  'expected a JSON object',
);
const isoTime = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();

const resourceBase: z.ZodType<ResourceBase> = z.looseObject({
  id: z.string(),
  values: z.record(z.string(), json),
  adjusted: z.exactOptional(z.record(z.string(), json)),
});

const pathChange = z.looseObject({
  path: z.string(),
  from: z.exactOptional(json),
  to: z.exactOptional(json),
  unbased: z.exactOptional(z.literal(true)),
  via: z.exactOptional(z.array(json)),
});

const heldPath = z.looseObject({
  path: z.string(),
  live: z.exactOptional(json),
  desired: z.exactOptional(json),
  reason: z.enum(['kept', 'conflict']),
});

const envelope = z.looseObject({
  stepCapPoints: z.int().positive(),
  targets: z.array(
    z.looseObject({
      queue: z.string(),
      weight: count,
      min: count,
      max: count,
      agentsShare: z.number().positive().max(1),
    }),
  ),
});

const resourcePlan = z.looseObject({
  key: z.string(),
  kind: z.enum(ResourceKind),
  component: z.string(),
  name: z.string(),
  id: z.string().nullable(),
  action: z.enum(ChangeAction),
  changes: z.array(pathChange),
  held: z.array(heldPath),
  desired: jsonObject,
  sensitive: z.array(
    z.union([
      z.enum(['routing_weights', 'trunk_failover']),
      z.templateLiteral(['policy:', z.string()]),
    ]),
  ),
  envelope: z.exactOptional(envelope),
  layer: count,
});

const liveResource: z.ZodType<LiveResource> = z.looseObject({
  kind: z.enum(ResourceKind),
  id: z.string(),
  name: z.string(),
  body: jsonObject,
  version: z.string().nullable(),
  enabled: z.boolean(),
});

export const orgBasesSchema: z.ZodType<OrgBases> = z.record(z.string(), resourceBase);

export const orgPlanSchema: z.ZodType<OrgPlan> = z.looseObject({
  org: z.string(),
  realOrgId: z.string(),
  environment: z.string(),
  commit: z.string(),
  releaseDigest: z.string(),
  resources: z.array(resourcePlan),
  removed: z.exactOptional(z.array(z.looseObject({ key: z.string(), id: z.string() }))),
  prunes: z.exactOptional(z.literal(true)),
  layers: count,
  digest: z.string(),
});

const weights = z.record(z.string(), count);

export const adjustmentsSchema: z.ZodType<readonly Adjustment[]> = z.array(
  z.looseObject({
    number: z.int().positive(),
    at: isoTime,
    moves: z.array(
      z.looseObject({
        key: z.string(),
        id: z.string(),
        from: weights,
        to: weights,
        reason: z.string(),
      }),
    ),
  }),
);

export const orgSnapshotSchema: z.ZodType<OrgSnapshot> = z.looseObject({
  rolloutKey: z.string(),
  takenAt: isoTime,
  plan: orgPlanSchema,
  resources: z.array(liveResource),
});

const resourceOutcome: z.ZodType<ResourceOutcome> = z.looseObject({
  key: z.string(),
  kind: z.enum(ResourceKind),
  layer: z.int(),
  state: z.enum(ResourceState),
  id: z.exactOptional(z.string()),
  version: z.exactOptional(z.string()),
  guarantee: z.exactOptional(z.enum(['etag', 'version', 'lock', 'none'])),
  created: z.exactOptional(z.literal(true)),
  kept: z.exactOptional(count),
  reason: z.exactOptional(z.string()),
});

export const orgOutcomeSchema: z.ZodType<OrgRecord> = z.looseObject({
  rolloutKey: z.string(),
  closedBy: z.string(),
  at: isoTime,
  org: z.string(),
  state: z.enum(OrgState),
  writes: count,
  kept: count,
  reason: z.exactOptional(z.string()),
  command: z.exactOptional(z.string()),
  resources: z.array(resourceOutcome),
});

const approval = z.looseObject({
  gate: z.string(),
  by: z.string(),
  identity: z.enum(['claimed', 'signed']),
  at: isoTime,
});

const unknownIfLeftOut = z.string().nullable().default(null);

export const promotionSchema: z.ZodType<PromotionRecord> = z.looseObject({
  environment: z.string(),
  releaseDigest: z.string(),
  commit: z.string(),
  rolloutId: z.string(),
  at: isoTime,
  rehearsal: z.boolean(),
  // Records of earlier versions end here.
  requestedBy: unknownIfLeftOut,
  change: unknownIfLeftOut,
  approvals: z.array(approval).default([]),
  planDigest: unknownIfLeftOut,
  reportPlace: unknownIfLeftOut,
  evidence: z.array(z.string()).default([]),
  environmentFilesDigest: unknownIfLeftOut,
  loadPlace: z.string().optional(),
});

export const planSetSchema: z.ZodType<PlanSet> = z.looseObject({
  planDigest: z.string(),
  environment: z.string(),
  commit: z.string(),
  releaseDigest: z.string(),
  createdAt: isoTime,
  revision: z.int().positive(),
  orgs: z.array(z.looseObject({ org: z.string(), digest: z.string() })),
  experiment: z.exactOptional(experimentSchema),
});

/** What people are told of a report is in it; who needs more of it knows its form. */
export const reportSchema = jsonObject;

export const lineSchema: z.ZodType<LineMove> = z.looseObject({
  stopped: z.boolean(),
  by: z.string(),
  reason: z.string(),
  at: isoTime,
});

export const ledgerIdentitySchema = z.looseObject({ id: z.string().min(1) });
