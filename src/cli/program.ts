import { Command, CommanderError } from 'commander';
import { RollcallError } from '../client/index.js';
import { auditOfCommand } from './audited.js';
import { BadSettingsError, readSettings, type Settings } from '../settings.js';
import { BadReleaseError } from '../release/port.js';
import { addAdopt } from './commands/adopt.js';
import { addApprove } from './commands/approve.js';
import { addAudit } from './commands/audit.js';
import { addCodec } from './commands/codec.js';
import { addCodecServer } from './commands/codec-server.js';
import { addDemo } from './commands/demo.js';
import { addDiscover } from './commands/discover.js';
import { addDoctor } from './commands/doctor.js';
import { addDrift } from './commands/drift.js';
import { addFleet } from './commands/fleet.js';
import { addGraph } from './commands/graph.js';
import { addImport } from './commands/import.js';
import { addHistory } from './commands/history.js';
import { addJudge } from './commands/judge.js';
import { addLedger } from './commands/ledger.js';
import { addLine } from './commands/line.js';
import { addNotify } from './commands/notify.js';
import { addPause } from './commands/pause.js';
import { addPlan } from './commands/plan.js';
import { addRemediate } from './commands/remediate.js';
import { addReject } from './commands/reject.js';
import { addReport } from './commands/report.js';
import { addResume } from './commands/resume.js';
import { addSchema } from './commands/schema.js';
import { addSecrets } from './commands/secrets.js';
import { addSimulator } from './commands/simulator.js';
import { addStart } from './commands/start.js';
import { addStatus } from './commands/status.js';
import { addTrip } from './commands/trip.js';
import { addValidate } from './commands/validate.js';
import { addWatch } from './commands/watch.js';
import { addWorker } from './commands/worker.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { renderFinding } from './render/end.js';
import { createTerminal, type Terminal } from './terminal.js';

const commands = [
  addDemo,
  addValidate,
  addDiscover,
  addGraph,
  addImport,
  addSchema,
  addPlan,
  addDrift,
  addFleet,
  addStart,
  addAdopt,
  addStatus,
  addWatch,
  addApprove,
  addReject,
  addPause,
  addResume,
  addLine,
  addTrip,
  addRemediate,
  addReport,
  addDoctor,
  addNotify,
  addLedger,
  addHistory,
  addJudge,
  addAudit,
  addSecrets,
  addWorker,
  addCodec,
  addCodecServer,
  addSimulator,
];

const exitCodes =
  'Exit codes: 0 succeeded, 1 error, 2 bad input, 3 rolled back or rejected, 4 a gate waits, 5 incomplete, 10 differs (plan, drift, discover, import).';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the process's own. */
  readonly terminal?: Terminal;
}

/** Runs one command line (without node and script) and resolves to the exit code. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<ExitCode> {
  let settings: Settings;
  try {
    settings = readSettings(options.env);
  } catch (error) {
    const terminal = options.terminal ?? createTerminal({ noColor: true });
    return failed(error, terminal, args.includes('--debug'));
  }
  const terminal = options.terminal ?? createTerminal(settings);
  const audit = auditOfCommand(settings, terminal);
  const { wire } = audit;
  const context: Context = { settings, wire, terminal, exitCode: ExitCode.succeeded };
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return failed(error, terminal, args.includes('--debug'));
  } finally {
    await audit.close();
  }
}

function createProgram(context: Context): Command {
  const program = new Command('rollcall')
    .description('Rolls a release of contact-centre configuration out to every organization.')
    .option('--debug', 'print stacks of errors')
    .addHelpText('after', `\n${exitCodes}`);
  for (const add of commands) add(program, context);
  for (const command of withSubcommands(program)) {
    // Commands that are made by .command() copied the program's ways before these were set.
    command.exitOverride().configureOutput({
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
    });
  }
  return program;
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Prints an error as people need it, and says which exit code it has. */
function failed(error: unknown, terminal: Terminal, debug: boolean): ExitCode {
  // Commander has printed help, version or what is wrong with the command line itself.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? ExitCode.succeeded : ExitCode.badInput;
  }
  if (error instanceof BadReleaseError) {
    for (const finding of error.findings) terminal.err(renderFinding(finding));
    return ExitCode.badInput;
  }
  terminal.err(`rollcall: ${messageOf(error)}`);
  if (debug && error instanceof Error) terminal.err(error.stack ?? '');
  return error instanceof BadSettingsError ? ExitCode.badInput : ExitCode.error;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RollcallError) return error.message;
  // A stack is no message, and a line is enough: --debug shows the rest.
  return error.message.split('\n', 1)[0] || error.name;
}
