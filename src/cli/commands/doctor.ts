import type { Command } from 'commander';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import type { Check } from '../doctor/check.js';
import { checkMachine } from '../doctor/machine-checks.js';
import { checkTemporal } from '../doctor/temporal-checks.js';
import { ExitCode } from '../exit-code.js';
import { paletteFor, type Palette } from '../render/palette.js';

/** `rollcall doctor`: what is missing, and how to get it. */
export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('say what is missing, and how to get it')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async (options: CommonOptions) => {
        const { settings, terminal } = context;
        const checks = [...(await checkMachine(settings)), ...(await checkTemporal(settings))];
        const palette = paletteFor(terminal);
        for (const check of checks) for (const line of render(check, palette)) terminal.out(line);
        if (options.json === true) printJson(context, { checks });
        return checks.every((check) => check.ok) ? ExitCode.succeeded : ExitCode.error;
      }),
    );
}

function render({ name, ok, found, remedy, details = [] }: Check, palette: Palette): string[] {
  const mark = ok ? palette.good('ok     ') : palette.bad('missing');
  const line = `${mark}  ${name}: ${found}`;
  return ok ? [line] : [line, ...[...details, `→ ${remedy}`].map((below) => `         ${below}`)];
}
