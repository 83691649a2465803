import { Option, type Command } from 'commander';
import { suggestion } from '../../domain/closest-name.js';
import { pictureGroups, pictureResources, type GraphPicture } from '../../domain/graph-picture.js';
import type { Environment } from '../../domain/release-model.js';
import type { Draft } from '../../release/draft.js';
import { validateFolder } from '../../release/folder.js';
import { BadReleaseError } from '../../release/port.js';
import { defaultFolder, inputFinding } from '../configuration-folder.js';
import { act, type Context } from '../context.js';
import { writeOut } from '../write-files.js';
import { ExitCode } from '../exit-code.js';
import { renderMermaid } from '../render/graph-mermaid.js';
import { renderSvg } from '../render/graph-svg.js';

const formats = ['mermaid', 'svg', 'json'] as const;
type Format = (typeof formats)[number];

interface Options {
  readonly environment?: string;
  readonly org?: string;
  readonly format: Format;
  readonly out?: string;
}

/** `rollcall graph`: what depends on what, as a picture. */
export function addGraph(program: Command, context: Context): void {
  program
    .command('graph')
    .description('draw what depends on what: groups by tier, or the resources of one org')
    .argument('[folder]', 'default: config, or the current folder where it has a manifest')
    .option('--environment <name>', 'default: production, else the first')
    .option('--org <org>', 'the resources of this org (its logical id)')
    .addOption(new Option('--format <format>', 'how').choices(formats).default('mermaid'))
    .option('--out <file>', 'write to this file instead of the terminal')
    .action(
      act(context, async (folder: string | undefined, options: Options) => {
        const { draft, findings } = await drawable(folder ?? defaultFolder(context));
        const text = render(pictureOf(draft, options), options.format);
        if (options.out === undefined) context.terminal.out(text.trimEnd());
        else await writeOut(options.out, text);
        if (findings.length > 0) throw new BadReleaseError(findings);
        return ExitCode.succeeded;
      }),
    );
}

/** A configuration that is sound, or in which nothing but cycles is wrong: those are what the picture is for. */
async function drawable(
  folder: string,
): Promise<{ draft: Draft; findings: BadReleaseError['findings'] }> {
  const result = await validateFolder(folder);
  if (result.ok) return { draft: result.release, findings: [] };
  const { draft, findings } = result;
  const onlyCycles = findings.every(({ message }) => /^cycle of (groups|resources)/.test(message));
  if (draft === undefined || !onlyCycles) throw new BadReleaseError(findings);
  return { draft, findings };
}

function pictureOf(draft: Draft, options: Options): GraphPicture {
  const environment = chosen(draft, options.environment);
  const { org } = options;
  if (org === undefined) return pictureGroups({ release: draft, environment });
  const known = Object.keys(environment.orgs);
  if (!known.includes(org))
    throw inputFinding(
      'org',
      `"${org}" is no org of ${environment.name}.${suggestion(org, known)}`,
    );
  return pictureResources({ release: draft, environment, org });
}

function chosen({ environments }: Draft, name: string | undefined): Environment {
  const known = Object.keys(environments);
  const wanted = name ?? (known.includes('production') ? 'production' : (known[0] ?? ''));
  const found = Object.hasOwn(environments, wanted) ? environments[wanted] : undefined;
  if (found !== undefined) return found;
  throw inputFinding('environment', `there is no "${wanted}"; there is ${known.join(', ')}`);
}

function render(picture: GraphPicture, format: Format): string {
  switch (format) {
    case 'mermaid':
      return renderMermaid(picture);
    case 'svg':
      return renderSvg(picture);
    case 'json':
      return `${JSON.stringify(picture, null, 2)}\n`;
    default:
      return format satisfies never;
  }
}
