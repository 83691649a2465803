import type { JsonObject } from '../json.js';
import type { NativeKind } from './native-store.js';

/** What the vendor fills in where a body leaves it out: a full replacement resets to these. */
const defaults: Partial<Record<NativeKind, JsonObject>> = {
  queue: {
    mediaSettings: {
      call: { alertingTimeoutSeconds: 8, serviceLevel: { percentage: 0.8, durationMs: 20_000 } },
    },
    acwSettings: { wrapupPrompt: 'MANDATORY_TIMEOUT', timeoutMs: 300_000 },
    skillEvaluationMethod: 'BEST',
    autoAnswerOnly: true,
    enableTranscription: false,
    enableManualAssignment: false,
  },
  ivr: { dnis: [], state: 'active' },
  schedule: { state: 'active' },
  scheduleGroup: { openSchedules: [], closedSchedules: [], holidaySchedules: [], state: 'active' },
  emergencyGroup: { enabled: false, emergencyCallFlows: [], state: 'active' },
  trunkBaseSettings: { properties: {}, state: 'active' },
  prompt: { resources: [] },
  skill: { state: 'active' },
};

/** A body as the vendor keeps it. */
export function withDefaults(kind: NativeKind, body: JsonObject): JsonObject {
  return { ...defaults[kind], ...body };
}
