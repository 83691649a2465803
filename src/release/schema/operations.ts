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
  environments: names.describe('Environments in which it holds; absent: all.'),
  regions: names.describe('Regions whose orgs it holds for; absent: all.'),
  groups: names.describe('Groups whose orgs it holds for; absent: all.'),
  orgs: names.describe('Logical ids of the orgs that it holds for; absent: all.'),
};

const sshKey = z
  .string()
  .regex(
    /^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]+=*( [^\r\n]*)?$/,
    'is a public SSH key such as "ssh-ed25519 AAAA…", the content of a .pub file',
  );

const approval = z.strictObject({
  environment: identifier.optional().describe('The environment; absent: any.'),
  gate: z.enum(GateName).optional().describe('The gate; absent: any.'),
  region: identifier.optional().describe('The region that the gate concerns; absent: any.'),
  approvers: z
    .array(person)
    .min(1, 'must name somebody; leave it out for anybody')
    .optional()
    .describe('Who may approve, by their names in `people`; absent: anybody.'),
  people: z
    .int()
    .positive()
    .max(10)
    .default(1)
    .describe('How many different people have to approve; more than one: signed.'),
  signed: z.boolean().default(false).describe('Only signed decisions count.'),
  not_the_requester: z
    .boolean()
    .default(false)
    .describe('Whoever started the rollout does not count; decisions have to be signed.'),
  expires_minutes: z
    .number()
    .positive()
    .optional()
    .describe('For how many minutes an approval counts; decisions have to be signed.'),
});

const freeze = z
  .strictObject({
    name: text.describe('What messages call it.'),
    from: localTime.describe('Local time of each org at which it begins.'),
    to: localTime.describe('Local time of each org at which it ends.'),
    ...scope,
    reason: text.optional().describe('Why, for whoever is held up.'),
  })
  .refine(({ from, to }) => (parseLocalTime(from) ?? 0) < (parseLocalTime(to) ?? Infinity), {
    path: ['to'],
    error: 'must be later than `from`',
  });

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is a time of day such as "08:00"');

const businessHours = z.strictObject({
  name: text.describe('What messages call them.'),
  ...scope,
  days: z.array(z.enum(Weekday)).min(1, 'must name a day').describe('Days on which they begin.'),
  from: timeOfDay
    .refine((value) => value !== '24:00', 'must be earlier than 24:00')
    .describe('Local time of each org, such as "08:00".'),
  to: timeOfDay.describe('Local time of each org; at or before `from` it is on the next day.'),
  deploy: z
    .enum(['inside', 'outside'])
    .describe('Whether orgs are changed only inside or only outside these hours.'),
});

const heldBack = z.strictObject({
  org: identifier.describe('Logical id of the org.'),
  environments: names.describe('Environments in which it is held back; absent: all.'),
  reason: text.describe('Why, for the report.'),
  until: localTime
    .optional()
    .describe('Local time of the org at which it ends; absent: when the entry is taken out.'),
});

const personEntry = z.strictObject({
  ssh_keys: z
    .array(sshKey)
    .default([])
    .describe('Public SSH keys that sign for this person, as in their .pub files.'),
});

/** operations.yaml: what people decide about day by day. Not part of any release. */
export const operationsSchema = z.strictObject({
  accepts: z
    .record(identifier, z.enum(Acceptance))
    .default({})
    .describe('Which commits an environment takes, by its name; any where it is not named.'),
  people: z
    .record(person, personEntry)
    .default({})
    .describe('Who may approve and sign, by the name that decisions give.'),
  approvals: z
    .array(approval)
    .default([])
    .describe('Who approves what: for each region of a gate the first entry that fits counts.'),
  freezes: z.array(freeze).default([]).describe('No deployment from one local time to another.'),
  business_hours: z
    .array(businessHours)
    .default([])
    .describe('Hours of the week inside or outside of which orgs are changed.'),
  held_back: z.array(heldBack).default([]).describe('Orgs that rollouts leave out.'),
  stop_the_line: z
    .strictObject({
      by: person.describe('Who stopped it.'),
      reason: text.describe('Why, for everybody who is stopped.'),
    })
    .optional()
    .describe('Stops every rollout while it is there.'),
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
