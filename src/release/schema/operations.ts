import { z } from 'zod';

import { parseLocalTime } from '../../domain/local-time.js';
import { Acceptance, GateName, Weekday } from '../../domain/operations.js';
import type { ApprovalRule, Operations, OperationsScope } from '../../domain/operations.js';
import { identifier } from './identifier.js';

const text = z.string().trim().min(1, 'must say something').max(500);

/** Somebody's name as the rollout's start and its decisions give it. */
const person = z.string().trim().min(1, 'must be a name').max(200);

const localTime = z
  .string()
  .refine(
    (value) => parseLocalTime(value) !== null,
    'is a local time such as "2026-11-27T00:00", or a date',
  );

const names = z.array(identifier).min(1, 'must name something; leave it out for all').optional();

const scope = {
  environments: names,
  regions: names,
  groups: names,
  orgs: names,
};

const sshKey = z
  .string()
  .regex(
    /^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]+=*( [^\r\n]*)?$/,
    'is a public SSH key such as "ssh-ed25519 AAAA…", the content of a .pub file',
  );

const approval = z.strictObject({
  environment: identifier.optional(),
  gate: z.enum(GateName).optional(),
  region: identifier.optional(),
  approvers: z.array(person).min(1, 'must name somebody; leave it out for anybody').optional(),
  people: z.int().positive().max(10).default(1),
  signed: z.boolean().default(false),
  not_the_requester: z.boolean().default(false),
  expires_minutes: z.number().positive().optional(),
});

const freeze = z
  .strictObject({ name: text, from: localTime, to: localTime, ...scope, reason: text.optional() })
  .refine(({ from, to }) => (parseLocalTime(from) ?? 0) < (parseLocalTime(to) ?? Infinity), {
    path: ['to'],
    error: 'must be later than `from`',
  });

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is a time of day such as "08:00"');

const businessHours = z.strictObject({
  name: text,
  ...scope,
  days: z.array(z.enum(Weekday)).min(1, 'must name a day'),
  from: timeOfDay.refine((value) => value !== '24:00', 'must be earlier than 24:00'),
  to: timeOfDay,
  deploy: z.enum(['inside', 'outside']),
});

/** operations.yaml: what people decide about day by day. Not part of any release. */
export const operationsSchema = z.strictObject({
  accepts: z.record(identifier, z.enum(Acceptance)).default({}),
  people: z.record(person, z.strictObject({ ssh_keys: z.array(sshKey).default([]) })).default({}),
  approvals: z.array(approval).default([]),
  freezes: z.array(freeze).default([]),
  business_hours: z.array(businessHours).default([]),
  held_back: z
    .array(
      z.strictObject({
        org: identifier,
        environments: names,
        reason: text,
        until: localTime.optional(),
      }),
    )
    .default([]),
  stop_the_line: z.strictObject({ by: person, reason: text }).optional(),
});

type OperationsDocument = z.infer<typeof operationsSchema>;

/** The operations as the engine reads them. */
export function operationsOf(document: OperationsDocument): Operations {
  return {
    accepts: document.accepts,
    people: Object.fromEntries(
      Object.entries(document.people).map(([name, { ssh_keys: sshKeys }]) => [name, { sshKeys }]),
    ),
    approvals: document.approvals.map(approvalOf),
    freezes: document.freezes.map(({ name, from, to, reason, ...scope }) => ({
      name,
      from,
      to,
      reason: reason ?? null,
      ...scopeOf(scope),
    })),
    businessHours: document.business_hours.map(({ name, days, from, to, deploy, ...scope }) => ({
      name,
      days,
      fromMinute: minuteOf(from),
      toMinute: minuteOf(to),
      deploy,
      ...scopeOf(scope),
    })),
    heldBack: document.held_back.map(({ org, environments, reason, until }) => ({
      org,
      environments: environments ?? null,
      reason,
      until: until ?? null,
    })),
    stopTheLine: document.stop_the_line ?? null,
  };
}

function approvalOf(entry: OperationsDocument['approvals'][number]): ApprovalRule {
  return {
    environment: entry.environment ?? null,
    gate: entry.gate ?? null,
    region: entry.region ?? null,
    approvers: entry.approvers ?? null,
    people: entry.people,
    signed: entry.signed,
    notTheRequester: entry.not_the_requester,
    expiresMinutes: entry.expires_minutes ?? null,
  };
}

interface ScopeDocument {
  readonly environments?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly orgs?: readonly string[] | undefined;
}

function scopeOf({ environments, regions, groups, orgs }: ScopeDocument): OperationsScope {
  return {
    environments: environments ?? null,
    regions: regions ?? null,
    groups: groups ?? null,
    orgs: orgs ?? null,
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
