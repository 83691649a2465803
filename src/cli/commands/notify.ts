import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { composeNotifier } from '../../compose-alerts.js';
import type { AlertChannel } from '../../domain/alert-kinds.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { paletteFor } from '../render/palette.js';

interface NotifyOptions extends CommonOptions {
  readonly test?: boolean;
}

interface Outcome {
  readonly channel: AlertChannel;
  /** Null where the alert got through. */
  readonly problem: string | null;
}

/** `rollcall notify --test`: one alert by every channel that is set up, so that none is found broken at night. */
export function addNotify(program: Command, context: Context): void {
  program
    .command('notify')
    .description('send a test alert by every channel that is set up')
    .requiredOption('--test', 'send it')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async ({ json }: NotifyOptions) => {
        const { settings, terminal } = context;
        const palette = paletteFor(terminal);
        const outcomes = await tryAll(settings);
        if (outcomes.length === 0)
          terminal.err('rollcall: no channel is set up: see docs/alerts.md for the variables');
        for (const { channel, problem } of outcomes)
          terminal.out(
            problem === null
              ? `${palette.good('told   ')}  ${channel}`
              : `${palette.bad('failed ')}  ${channel}: ${problem}`,
          );
        if (json === true) printJson(context, { channels: outcomes });
        const isFine = outcomes.length > 0 && outcomes.every(({ problem }) => problem === null);
        return isFine ? ExitCode.succeeded : ExitCode.error;
      }),
    );
}

/** One attempt each, side by side. */
function tryAll(settings: Context['settings']): Promise<Outcome[]> {
  const notifier = composeNotifier(settings, () => settings.webUiUrl);
  const deduplicationKey = `test/${randomUUID()}`;
  const notification = {
    kind: 'test',
    rolloutId: 'rollcall notify --test',
    runId: deduplicationKey,
    release: 'none',
    environment: 'none',
    text: 'This is what an alert looks like. Nothing is asked of you.',
    command: 'rollcall notify --test',
  } as const;
  const channels = notifier.channelsFor(notification);
  return Promise.all(
    channels.map(async (channel) => {
      try {
        await notifier.deliver(channel, notification, deduplicationKey);
        return { channel, problem: null };
      } catch (error) {
        return { channel, problem: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}
