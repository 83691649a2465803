import type { Command } from 'commander';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { checkAlerts } from '../doctor/alert-checks.js';
import type { Check } from '../doctor/check.js';
import { checkMachine } from '../doctor/machine-checks.js';
import { permissions } from '../doctor/permissions.js';
import { renderPermissions } from '../doctor/render-permissions.js';
import { checkTemporal } from '../doctor/temporal-checks.js';
import { ExitCode } from '../exit-code.js';
import { paletteFor, type Palette } from '../render/palette.js';

interface DoctorOptions extends CommonOptions {
  readonly permissions?: boolean;
  readonly environment?: string;
  readonly ask?: boolean;
}

/** `rollcall doctor`: what is missing, and how to get it. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('say what is missing, and how to get it')
    .option(
      '--permissions',
      "instead: the least role of each org's client, by what the release has for the org",
    )
    .option('--environment <name>', 'with --permissions: of this environment only')
    .option('--ask', 'with --permissions: ask the platforms what the clients have been granted')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async (options: DoctorOptions) => {
        if (options.permissions === true) return tellPermissions(context, options);
        const { settings, terminal } = context;
        const checks = [
          ...(await checkMachine(settings)),
          checkAlerts(settings.alerts),
          ...(await checkTemporal(settings)),
        ];
        const palette = paletteFor(terminal);
        for (const check of checks) for (const line of render(check, palette)) terminal.out(line);
        if (options.json === true) printJson(context, { checks });
        return checks.every((check) => check.ok) ? ExitCode.succeeded : ExitCode.error;
      }),
    );
}

/** Fails where a client lacks something; one that may do too much is told of. */
async function tellPermissions(context: Context, options: DoctorOptions): Promise<ExitCode> {
  const { terminal } = context;
  const { environment, ask = false } = options;
  const found = await permissions(context, { environment, ask });
  for (const line of renderPermissions(found, paletteFor(terminal))) terminal.out(line);
  if (options.json === true) printJson(context, { permissions: found });
  const lacking = found.some(({ missing, problem }) => missing.length > 0 || problem !== undefined);
  return lacking ? ExitCode.error : ExitCode.succeeded;
}

function render({ name, ok, found, remedy, details = [] }: Check, palette: Palette): string[] {
  const mark = ok ? palette.good('ok     ') : palette.bad('missing');
  const line = `${mark}  ${name}: ${found}`;
  return ok ? [line] : [line, ...[...details, `→ ${remedy}`].map((below) => `         ${below}`)];
}
