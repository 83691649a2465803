import { z } from 'zod';

/**
 * What the vendor publishes of the operations that the adapter uses: a small extract of facts (paths, names of query
 * parameters, members of bodies with their types, what is required).
 *
 * Source: the OpenAPI documents of the NICE developer portal (developer.niceincontact.com: Admin, Reporting, Real-Time
 * Data and Authentication APIs, v34.0), as the public package nice-cxone-api generates its types from them
 * (github.com/calljacob/nice-cxone-api, commits 6b6290d and 28a1bd4). `skip` and `top` of `/skills` are from the
 * portal's page on paging, since the document of that operation leaves them out.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly query: readonly string[];
  readonly required: readonly string[];
  /** Null: takes none. */
  readonly body: z.ZodType | null;
}

const SERVICES = '/inContactAPI/services/v34\\.0';
const bool = z.boolean();
const text = z.string();
const whole = z.number().int();

/** Every member may be left out, unless it is named. */
function members(of: Readonly<Record<string, z.ZodType>>, required: readonly string[] = []) {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(of).map(([name, type]) => [
        name,
        required.includes(name) ? type : type.nullable().optional(),
      ]),
    ),
  );
}

const skillMembers = {
  ...named(
    text,
    'skillName callerIdOverride emailFromAddress emailBccAddress notes thankYouLink transcriptFromAddress screenPopType screenPopDetails',
  ),
  ...named(
    whole,
    'divisionNo campaignId scriptId reskillHours acwTypeId stateIdACW maxSecondsACW agentRestTime agentlessPorts callSuppressionScriptId screenPopTriggerEvent initialPriority acceleration maxPriority serviceLevelThreshold serviceLevelGoal shortAbandonThreshold chatWarningThreshold smsTransportCodeId messageTemplateId acwPostTimeoutStateId outboundTelecomRouteId evaluationCriteria EquityLevel FallbackTime FocusLock FocusMetric minWorkingTime',
  ),
  ...named(
    bool,
    'emailFromEditable requireManualAccept interruptible enableParking agentless requireDisposition allowSecondaryDisposition displayThankyou popThankYou makeTranscriptAvailable priorityBlending useScreenPops useCustomScreenPops enableShortAbandon countShortAbandons agentTypingIndicator deliverMultipleNumbersSerially cradleToGrave priorityInterrupt',
  ),
};

const opening = {
  ...named(text, 'openTime closeTime additionalOpenTime additionalCloseTime'),
  ...named(bool, 'hasAdditionalHours isClosedAllDay'),
};
const hours = {
  ...named(text, 'description notes overrideBranch overrideExpirationDate'),
  days: z.array(members({ day: text, ...opening })),
  holidays: z.array(members({ ...named(text, 'holidayName date'), ...opening })),
};

const studio = members({
  header: members({
    ...named(
      text,
      'scriptName libraryId mediaTypeName variableRedaction timestamp purposeType lastSavedIn',
    ),
    ...named(whole, 'busNo masterId mediaType nextActionId'),
    lockInfo: z.record(text, z.json()),
  }),
  actions: z.record(text, z.record(text, z.json())),
  properties: z.record(text, z.record(text, z.json())),
  branches: z.record(text, z.array(z.record(text, z.json()))),
});

export const OPERATIONS: readonly Operation[] = [
  at('GET', '/business-unit', 'includeTrustedBusinessUnits'),
  at('GET', '/skills', 'mediaTypeId outboundStrategy skip top'),
  at('POST', '/skills', '', {
    skills: z.array(
      members({ ...skillMembers, ...named(whole, 'mediaTypeId'), ...named(bool, 'isOutbound') }),
    ),
  }),
  at('GET', '/skills/\\d+', ''),
  at(
    'PUT',
    '/skills/\\d+',
    '',
    { skill: members({ ...skillMembers, ...named(bool, 'isActive') }) },
    'skill',
  ),
  at('GET', '/skills/summary', 'startDate! endDate! mediaTypeId isOutbound fields'),
  at('GET', '/skills/activity', 'mediaTypeId IsOutbound fields updatedSince skip top'),
  at('GET', '/hours-of-operation', 'searchString fields skip top orderBy isDeleted!'),
  at(
    'POST',
    '/hours-of-operation',
    '',
    { ...hours, profileName: text, skills: z.array(members({ skillId: whole })) },
    'profileName',
  ),
  at('GET', '/hours-of-operation/\\d+', ''),
  at(
    'PUT',
    '/hours-of-operation/\\d+',
    '',
    { ...hours, hoursOfOperationProfileName: text },
    'hoursOfOperationProfileName days holidays',
  ),
  at('DELETE', '/hours-of-operation/\\d+', ''),
  at('GET', '/points-of-contact', 'mediaTypeId skip top'),
  at('GET', '/points-of-contact/\\d+', ''),
  at(
    'PUT',
    '/points-of-contact/\\d+',
    '',
    {
      ...named(text, 'pointOfContactName scriptName'),
      ...named(whole, 'skillId chatProfileId'),
      ...named(bool, 'isActive ivrReportingEnabled'),
    },
    'pointOfContactName scriptName skillId',
  ),
  at('GET', '/scripts', 'scriptPath scriptId libraryId'),
  at('POST', '/scripts', '', { scriptContent: studio }, 'scriptContent'),
  at('DELETE', '/scripts', 'scriptPath!'),
  at(
    'GET',
    '/scripts/search',
    'mediaType scriptName includeInactive includeTrusted modStartDate modEndDate toolName caption parameters fields skip top orderBy',
  ),
];

/** Where tokens are asked for, and the tenant is looked up. */
export const LOGIN = {
  accessKey: z.strictObject({ accessKeyId: text, accessKeySecret: text }),
  openId: z.strictObject({
    client_id: text.optional(),
    client_secret: text.optional(),
    grant_type: z.literal('password'),
    username: text,
    password: text,
  }),
  discoveryQuery: ['tenantId'],
} as const;

/** The operation of a request; a fixed path goes before one with a number. */
export function operationOf(method: string, path: string): Operation | undefined {
  return OPERATIONS.find((one) => one.method === method && one.path.test(path));
}

function at(
  method: Operation['method'],
  route: string,
  query: string,
  body: Readonly<Record<string, z.ZodType>> | null = null,
  requiredMembers = '',
): Operation {
  const parameters = query.split(' ').filter(Boolean);
  return {
    method,
    path: new RegExp(`^${SERVICES}${route}$`),
    query: parameters.map((one) => one.replace('!', '')),
    required: parameters.flatMap((one) => (one.endsWith('!') ? [one.slice(0, -1)] : [])),
    body: body === null ? null : members(body, requiredMembers.split(' ')),
  };
}

function named(type: z.ZodType, names: string): Record<string, z.ZodType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}
