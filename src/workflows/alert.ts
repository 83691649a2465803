import type { NotifyInput } from '../activities/types.js';
import { ALERT_KINDS } from '../domain/alert-kinds.js';
import { delivering } from './activity-options.js';
import { failureText } from './failure-text.js';

type Alert = Omit<NotifyInput, 'channel'>;
type Channel = NotifyInput['channel'];

interface Missed {
  readonly channel: Channel;
  readonly why: string;
}

/**
 * Tells people by every channel that hears of such an alert, side by side: one that is down holds up no other. What a
 * channel did not take for good is told on the others, and returned in words for the board; it is never thrown.
 */
export async function alert(told: Alert): Promise<string[]> {
  const { kind, text } = told.notification;
  const missed = await deliver(told, []);
  if (missed.length === 0) return [];
  const { headline } = ALERT_KINDS[kind];
  const problem = missed.map(({ channel, why }) => `${channel} (${why})`).join(', ');
  const { incident: _, ...about } = told.notification;
  // What it said is said again: the others may not be there for such an alert.
  const instead = {
    notification: {
      ...about,
      kind: 'deliveryFailed',
      text: `"${headline}" did not get through by ${problem}. It said: ${text}`,
    },
    deduplicationKey: `${told.deduplicationKey}/undelivered`,
  } as const;
  const lost = await deliver(
    instead,
    missed.map(({ channel }) => channel),
  );
  const notices = [`people could not be told (${kind}) by ${problem}`];
  for (const { channel, why } of lost)
    notices.push(`nor could they be told of that by ${channel} (${why})`);
  return notices;
}

/** Temporal retries each channel by itself; the answer is those that did not take it for good. */
async function deliver(told: Alert, without: readonly Channel[]): Promise<Missed[]> {
  const { kind, incident } = told.notification;
  const subject = incident === undefined ? { kind } : { kind, incident };
  const found = await delivering.findChannels.executeWithOptions(
    { summary: `who hears of ${kind}` },
    [{ subject }],
  );
  const outcomes = found
    .filter((channel) => !without.includes(channel))
    .map(async (channel): Promise<Missed[]> => {
      try {
        const summary = `tell people by ${channel}: ${kind}`;
        await delivering.notify.executeWithOptions({ summary }, [{ ...told, channel }]);
        return [];
      } catch (error) {
        return [{ channel, why: failureText(error) }];
      }
    });
  return (await Promise.all(outcomes)).flat();
}
