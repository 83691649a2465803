import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Channel, Message } from '../../src/notify/channel.js';
import { DeliveryError, type Notification } from '../../src/notify/port.js';

export const SECRET = 'T000-B000-xyzzy';

export const NOTIFICATION: Notification = {
  kind: 'gateWaits',
  rolloutId: 'rollout/production/v2.1.0',
  runId: 'run-1',
  release: 'v2.1.0',
  environment: 'production',
  text: 'approval of the expansion <!channel> & you',
  command: 'temporal workflow signal --input \'{"gate":"expand-50"}\'',
  incident: { name: 'gate/expand-50', state: 'open' },
};

export const MESSAGE: Message = {
  notification: NOTIFICATION,
  deduplicationKey: 'run-1/3',
  link: 'https://temporal.example/namespaces/default/workflows/x?a=1&b=2',
};

/** The error of a delivery that fails; nothing in it may be a secret. */
export async function refusalOf(channel: Channel, message = MESSAGE): Promise<DeliveryError> {
  const error: unknown = await channel.deliver(message).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeliveryError, inspect(error));
  assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(SECRET));
  return error;
}
