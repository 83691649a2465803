import type { Client } from '@temporalio/client';
import { watch, type RolloutStatus } from '../client/index.js';
import { printJson, type Context } from './context.js';
import { changesBetween } from './render/changes.js';
import { LiveView } from './render/live-view.js';
import { paletteFor } from './render/palette.js';
import { renderStatus } from './render/status.js';
import { timeOfDay } from './render/words.js';

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Stops at the first status that this says yes to. */
  readonly until?: (status: RolloutStatus) => boolean;
  /** `lines` on stderr keep stdout for JSON; `json` prints every status as a line. */
  readonly show?: 'people' | 'lines' | 'json';
}

/** Shows a rollout's progress until its end; resolves to the last status, null where there was none. */
export async function follow(
  context: Context,
  client: Client,
  workflowId: string,
  options: FollowOptions = {},
): Promise<RolloutStatus | null> {
  const show = showerFor(context, workflowId, options.show ?? 'people');
  let last: RolloutStatus | null = null;
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  for await (const status of watch(client, workflowId, signal)) {
    show(last, status);
    last = status;
    if (options.until?.(status) === true) break;
  }
  return last;
}

type Show = (before: RolloutStatus | null, after: RolloutStatus) => void;

function showerFor(context: Context, workflowId: string, show: 'people' | 'lines' | 'json'): Show {
  const { terminal } = context;
  if (show === 'json') return (_before, after) => printJson(context, { workflowId, ...after });
  if (show === 'people' && terminal.interactive) {
    const view = new LiveView(terminal);
    const palette = paletteFor(terminal);
    return (_before, after) => view.draw(renderStatus(workflowId, after, palette));
  }
  const print = show === 'lines' ? terminal.err : terminal.out;
  return (before, after) => {
    const time = timeOfDay(new Date().toISOString());
    for (const line of changesBetween(workflowId, before, after)) print(`${time} ${line}`);
  };
}
