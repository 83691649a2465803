import { Option, type Command } from 'commander';
import { moveLine, type LineRequest, type LineState } from '../../client/index.js';
import { lineReasons } from '../../domain/line.js';
import { act, printJson, withClient, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { userName } from './decision.js';

interface Options extends CommonOptions {
  readonly stop?: boolean;
  readonly release?: boolean;
  readonly reason?: string;
  readonly by?: string;
}

/** `rollcall line`: whether the line is stopped; stops and releases it. */
export function addLine(program: Command, context: Context): void {
  program
    .command('line')
    .description('stop the line: no rollout starts another wave, nothing is taken back')
    .addOption(new Option('--stop', 'stop it').conflicts('release'))
    .option('--release', 'let rollouts go on')
    .option('--reason <text>', 'why; --stop needs one')
    .option('--by <name>', 'who does it; default: your user name')
    .option('--json', 'one JSON object as the last line')
    .action(act(context, (options: Options) => line(context, options)));
}

async function line(context: Context, options: Options): Promise<ExitCode> {
  const { terminal, settings } = context;
  const request = requestOf(options);
  if (request === null) {
    terminal.err('rollcall: --stop needs --reason: the boards of waiting rollouts show it');
    return ExitCode.badInput;
  }
  const { taskQueue } = settings;
  const state = await withClient((client) => moveLine(client, request, { taskQueue }));
  if (options.json === true) printJson(context, state);
  else for (const text of told(request, state)) terminal.out(text);
  return ExitCode.succeeded;
}

function requestOf({ stop, release, reason, by = userName() }: Options): LineRequest | null {
  if (stop === true) return reason ? { action: 'stop', by, reason } : null;
  if (release === true) return { action: 'release', by, ...(reason ? { reason } : {}) };
  return { action: 'show' };
}

function told(request: LineRequest, state: LineState): string[] {
  const reasons = lineReasons(state);
  const fault = state.fault === undefined ? [] : [state.fault];
  if (reasons.length === 0) return ['the line is not stopped', ...fault];
  const still = request.action === 'release' ? ['released, but not everywhere:'] : [];
  return [...still, ...reasons, ...fault];
}
