import type { JsonObject } from '../../../src/domain/json.js';
import { declares } from '../../../src/platforms/genesys-cloud/kinds.js';
import { simulateGenesys } from '../genesys-cloud/simulated.js';
import type { Sample, Subject } from './subject.js';

const described = (body: JsonObject, text: string): JsonObject => ({ ...body, description: text });

const plain = (kind: Sample['kind'], there: string | null = null): Sample => ({
  kind,
  there,
  made: { name: `A ${kind}` },
  changed: described,
  byHand: { description: 'by Mo' },
});

const flow: Sample = {
  kind: 'flow',
  byHand: null,
  there: 'Closed',
  made: { name: 'A flow', inboundCall: greeting('Hello') },
  changed: ({ inboundCall, ...body }, text) => ({
    ...body,
    inboundCall: { ...(inboundCall as JsonObject), description: text },
  }),
};

function greeting(tts: string): JsonObject {
  const actions = [
    { playAudio: { name: 'Greet', audio: { tts } } },
    { disconnect: { name: 'End' } },
  ];
  return {
    startUpRef: '/inboundCall/tasks/task[main]',
    tasks: [{ task: { name: 'Main', refId: 'main', actions } }],
  };
}

const strategy: Sample = {
  kind: 'strategy',
  byHand: null,
  there: 'Routing weights/main',
  made: { name: 'Routing weights/night', Support: 0, Overflow: 100 },
  changed: (body, text) => ({ ...body, Support: 50, Overflow: 50, note: text }),
};

/** A prompt whose languages change, each of which is a resource of its own. */
const spoken: Sample = {
  kind: 'prompt',
  byHand: null,
  there: null,
  made: {
    name: 'A greeting',
    resources: [
      { id: 'de-de', ttsString: 'Guten Tag' },
      { id: 'en-us', ttsString: 'Hello' },
    ],
  },
  changed: (body, text) => ({
    ...body,
    resources: [
      { id: 'de-de', ttsString: 'Guten Tag' },
      { id: 'en-us', ttsString: text },
    ],
  }),
};

/** Genesys Cloud v2, in the simulator. */
export const genesysCloud: Subject = {
  platform: 'genesys-cloud',
  declares,
  samples: [
    plain('queue', 'Unstaffed'),
    plain('trunk', 'Carrier trunk'),
    plain('ivr', 'Main line'),
    plain('schedule'),
    plain('schedule_group'),
    plain('emergency_group'),
    { ...plain('data_table'), made: { name: 'Holidays' } },
    plain('prompt', 'Greeting'),
    spoken,
    plain('skill'),
    plain('wrapup_code'),
    strategy,
    flow,
  ],
  async start() {
    const sim = await simulateGenesys();
    return {
      realOrgId: 'north',
      client: () => sim.connect('north'),
      rival: () => sim.connect('rival'),
      reader: () => sim.connect('reader'),
      stranger: () => sim.connect('south'),
      fault: sim.fault,
      hits: sim.hits,
      nowMs: async () => (await sim.control<{ nowMs: number }>('clock')).nowMs,
      close: sim.close,
    };
  },
};
