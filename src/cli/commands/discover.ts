import { Option, type Command } from 'commander';
import { composePlatforms } from '../../compose.js';
import { formatPath } from '../../domain/json-path.js';
import { BadReleaseError } from '../../release/port.js';
import { isSafeForCredentials } from '../../release/safe-address.js';
import { compareWithTree } from '../../topology/compare.js';
import type { GroupBy } from '../../topology/grouping.js';
import { UNKNOWN } from '../../topology/org-entry.js';
import { applyProposals, namesIn, placeOf } from '../../topology/propose.js';
import { makeSkeleton, unusableIds } from '../../topology/skeleton.js';
import { readFirstTree, readTree } from '../../topology/tree.js';
import { defaultFolder, inputFinding } from '../configuration-folder.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { readConfiguration, readTexts, writeTexts } from '../read-configuration.js';
import { renderDiff } from '../render/diff.js';
import { renderFinding } from '../render/end.js';
import { paletteFor } from '../render/palette.js';
import { plural } from '../render/words.js';

interface Options extends CommonOptions {
  readonly environment: string;
  readonly by: GroupBy;
  readonly write?: boolean;
  readonly platform?: 'guide';
  readonly baseUrl?: string;
  readonly credentials?: string;
  readonly out?: string;
  readonly simulated?: boolean;
  readonly carrier: string;
  readonly timeZone: string;
}

/** `rollcall discover`: the manifest and an environment after the platform's tree, and later what differs. */
export function addDiscover(program: Command, context: Context): void {
  program
    .command('discover')
    .description(
      "propose the manifest's groups and an environment's orgs after the platform's tree",
    )
    .argument('[folder]', 'default: config, or the current folder where it has a manifest')
    .option('--environment <name>', 'the environment', 'production')
    .addOption(
      new Option('--by <trait>', 'what groups go by')
        .choices(['region', 'business_unit'])
        .default('region'),
    )
    .option('--write', 'edit the files in place')
    .addOption(new Option('--platform <name>', 'first use: the platform').choices(['guide']))
    .option('--base-url <url>', 'first use: address of the platform')
    .option('--credentials <reference>', "first use: the hub's, such as file:production/hub")
    .option('--out <folder>', 'first use: where the new configuration goes')
    .option('--simulated', 'first use: the orgs live in the simulator')
    .option('--carrier <name>', 'first use: of every org, until you know better', UNKNOWN.carrier)
    .option('--time-zone <zone>', 'first use: of every org, until you know better', 'UTC')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (folder: string | undefined, options: Options) =>
        options.platform === undefined
          ? compare(context, folder ?? defaultFolder(context), options)
          : begin(context, options),
      ),
    );
}

async function begin(context: Context, options: Options): Promise<ExitCode> {
  const { environment, by, baseUrl, credentials, out, carrier, timeZone } = options;
  if (baseUrl === undefined) throw inputFinding('base-url', 'is missing, for the first use');
  if (!/^https?:\/\//.test(baseUrl)) throw inputFinding('base-url', 'must be an http(s) URL');
  if (options.simulated !== true && !isSafeForCredentials(baseUrl))
    throw inputFinding('base-url', 'credentials need https, unless --simulated');
  if (credentials === undefined) throw inputFinding('credentials', 'is missing, for the first use');
  if (out === undefined) throw inputFinding('out', 'is missing: where shall it be written to?');
  const present = await readTexts(out, ['manifest.yaml', `environments/${environment}.yaml`]);
  for (const [file, text] of present)
    if (text !== null)
      throw inputFinding('out', `${out} has ${file} already; leave out --platform to compare`);
  const discovered = await readFirstTree(composePlatforms(context.settings, context.wire), {
    baseUrl,
    credentials,
  });
  const unusable = unusableIds(discovered);
  if (unusable.length > 0) throw new BadReleaseError(unusable);
  const { files, groups, disabled } = makeSkeleton({
    discovered,
    environment,
    by,
    baseUrl,
    credentials,
    simulated: options.simulated === true,
    assumptions: { carrier, timeZone },
  });
  await writeTexts(out, new Map(Object.entries(files)));
  const { terminal } = context;
  for (const [group, orgs] of Object.entries(groups))
    terminal.out(`${group}: ${plural(orgs.length, 'org')}`);
  if (disabled.length > 0) terminal.err(`left out, as they are disabled: ${disabled.join(', ')}`);
  terminal.out(`written to ${out}: ${Object.keys(files).join(', ')}`);
  if (options.json === true) printJson(context, { files: Object.keys(files), groups, disabled });
  return ExitCode.succeeded;
}

async function compare(context: Context, folder: string, options: Options): Promise<ExitCode> {
  const { release, environment } = await readConfiguration(folder, options.environment);
  const discovered = await readTree(composePlatforms(context.settings, context.wire), environment);
  const unusable = unusableIds(discovered);
  if (unusable.length > 0) throw new BadReleaseError(unusable);
  const file = `environments/${environment.name}.yaml`;
  const environments = Object.keys(release.environments).map((name) => `environments/${name}.yaml`);
  const texts = await readTexts(folder, ['manifest.yaml', ...environments]);
  const names = namesIn(texts.get(file) ?? '');
  const proposals = compareWithTree({
    release,
    environment,
    discovered,
    by: options.by,
    names,
  });
  const edited = applyProposals(proposals, texts);
  const { terminal } = context;
  const findings = proposals.map(({ file, path, message, kind, org }) => {
    const line = placeOf({ file, path }, texts);
    return { kind, org, file, line, column: null, path: formatPath(path), message };
  });
  for (const finding of findings) terminal.err(renderFinding(finding));
  for (const [name, text] of edited)
    for (const line of renderDiff(name, texts.get(name) ?? null, text, paletteFor(terminal)))
      terminal.out(line);
  if (options.write === true) await writeTexts(folder, edited);
  if (proposals.length === 0)
    terminal.out(
      `${environment.name} is as the platform says: ${plural(discovered.length, 'org')}`,
    );
  if (options.json === true) printJson(context, { proposals: findings, files: [...edited.keys()] });
  const open = proposals.filter(({ edits }) => options.write !== true || edits.length === 0);
  return open.length === 0 ? ExitCode.succeeded : ExitCode.differs;
}
