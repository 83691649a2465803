import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Release } from '../../domain/release-model.js';
import type { CompileResult } from '../../release/compile.js';
import { validateFolder } from '../../release/folder.js';
import { defaultFolder } from '../configuration-folder.js';
import { BadReleaseError } from '../../release/port.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { renderFinding, renderFindingCount } from '../render/end.js';
import { plural } from '../render/words.js';

/** `rollcall validate`: everything that is wrong with a configuration, before anything starts. */
export function addValidate(program: Command, context: Context): void {
  program
    .command('validate')
    .description('check a configuration folder as it is, committed or not')
    .argument('[folder]', 'default: config, or the current folder where it has a manifest')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, async (folder: string | undefined, options: CommonOptions) => {
        const result = await validated(folder ?? defaultFolder(context));
        const { terminal } = context;
        if (result.ok) {
          terminal.out(summaryOf(result.release));
          if (options.json === true) {
            printJson(context, { valid: true, digest: result.release.digest, findings: [] });
          }
          return ExitCode.succeeded;
        }
        for (const finding of result.findings) terminal.err(renderFinding(finding));
        terminal.err(renderFindingCount(result.findings));
        if (options.json === true) {
          printJson(context, { valid: false, digest: null, findings: result.findings });
        }
        return ExitCode.badInput;
      }),
    );
}

async function validated(folder: string): Promise<CompileResult> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    return await validateFolder(folder).catch((error: unknown) => {
      if (error instanceof BadReleaseError) return { ok: false, findings: error.findings };
      throw error;
    });
  const place = { line: null, column: null, path: '' };
  return { ok: false, findings: [{ file: folder, ...place, message: 'there is no such folder' }] };
}

function summaryOf(release: Release): string {
  const orgs = new Set(release.groups.flatMap((group) => group.orgIds));
  const parts = [
    plural(release.groups.length, 'group'),
    plural(orgs.size, 'org'),
    plural(Object.keys(release.components).length, 'component'),
    plural(Object.keys(release.environments).length, 'environment'),
  ];
  return `valid: ${parts.join(', ')}; release digest ${release.digest.slice(0, 12)}`;
}
