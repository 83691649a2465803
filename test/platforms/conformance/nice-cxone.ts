import type { JsonObject } from '../../../src/domain/json.js';
import { declares } from '../../../src/platforms/nice-cxone/kinds.js';
import { script } from '../../simulator/nice-cxone/sample-tenant.js';
import { simulateCxone, TENANTS } from '../nice-cxone/simulated.js';
import type { Sample, Subject } from './subject.js';

const noted = (body: JsonObject, text: string): JsonObject => ({ ...body, notes: text });

const skill: Sample = {
  kind: 'queue',
  there: 'Unstaffed',
  made: { name: 'A skill', mediaTypeId: 4 },
  changed: noted,
  byHand: { native: { notes: 'by Mo' } },
};

const flow: Sample = {
  kind: 'flow',
  // By its path, which another tenant may have as well: one that only this tenant has.
  there: null,
  made: scriptBody('Voice\\A script'),
  changed: ({ properties, ...body }, text) => ({
    ...body,
    properties: { ...(properties as JsonObject), 2: { phrase: text, durationSeconds: 15 } },
  }),
  byHand: null,
  writtenBy: 'POST',
};

/** A script as a template has it. */
function scriptBody(name: string): Sample['made'] {
  const { header: _header, ...sections } = script(name);
  return { name, ...(JSON.parse(JSON.stringify(sections)) as JsonObject) };
}

const hours: Sample = {
  kind: 'hours_of_operation',
  there: 'Weekdays',
  made: {
    name: 'A weekend',
    days: [{ day: 'Saturday', openTime: '10:00', closeTime: '14:00' }],
    holidays: [{ holidayName: 'May Day', date: '2026-05-01', isClosedAllDay: true }],
  },
  changed: noted,
  byHand: { native: { notes: 'by Mo' } },
};

const pointOfContact: Sample = {
  kind: 'point_of_contact',
  there: 'Main line',
  made: { name: 'Another line' },
  changed: (body, text) => ({ ...body, name: `Main line ${text}` }),
  byHand: { enabled: false },
};

/** NICE CXone v34, in the simulator. */
export const niceCxone: Subject = {
  platform: 'nice-cxone',
  declares,
  samples: [skill, flow, hours, pointOfContact],
  async start() {
    const sim = await simulateCxone({ scale: 60, frozen: false });
    return {
      realOrgId: TENANTS.acme,
      client: () => sim.connect('acme'),
      rival: () => sim.connect('rival'),
      reader: () => sim.connect('reader'),
      stranger: () => sim.connect('bolt'),
      fault: sim.fault,
      hits: sim.hits,
      nowMs: async () => (await sim.control<{ nowMs: number }>('clock')).nowMs,
      close: sim.close,
    };
  },
};
