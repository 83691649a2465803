import { Option, type Command } from 'commander';
import { composePlatforms } from '../../compose.js';
import { suggestion } from '../../domain/closest-name.js';
import type { LeftOut } from '../../domain/extract-model.js';
import { ResourceKind } from '../../domain/resource.js';
import { groupOf } from '../../domain/resource-key.js';
import {
  importedFiles,
  type ComponentsBy,
  type ImportedFiles,
} from '../../topology/import-files.js';
import { importGroups, orgsToRead, type GroupImport } from '../../topology/importing.js';
import { applyEdits } from '../../topology/propose.js';
import { readLive, type Unread } from '../../topology/read-live.js';
import { literalRules } from '../../release/literal-rules.js';
import { checkTexts } from '../check-texts.js';
import { defaultFolder, inputFinding } from '../configuration-folder.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import {
  readConfiguration,
  readTexts,
  writeTexts,
  type Configuration,
} from '../read-configuration.js';
import { renderFinding } from '../render/end.js';
import { plural } from '../render/words.js';
import { list } from './options.js';

interface Options extends CommonOptions {
  readonly environment: string;
  readonly orgs?: readonly string[];
  readonly group?: string;
  readonly kinds?: readonly string[];
  readonly componentsBy: ComponentsBy;
  readonly out?: string;
  readonly write?: boolean;
}

/** `rollcall import`: what orgs have now, as templates that ask for exactly that. */
export function addImport(program: Command, context: Context): void {
  program
    .command('import')
    .description('write what orgs have now as templates; planning straight after changes nothing')
    .argument('[folder]', 'default: config, or the current folder where it has a manifest')
    .requiredOption('--environment <name>', 'the environment that knows the orgs')
    .option('--orgs <names>', 'logical ids, comma-separated; default: all orgs of the group', list)
    .option('--group <name>', 'only orgs of this group')
    .option('--kinds <kinds>', `only these (comma-separated): ${allKinds.join(', ')}`, list)
    .addOption(
      new Option('--components-by <what>', 'one component for each')
        .choices(['kind', 'group'])
        .default('kind'),
    )
    .option('--write', 'into the configuration, its manifest and its environment')
    .option('--out <folder>', 'into another folder, to copy from')
    .option('--json', 'one JSON object as the last line')
    .action(
      act(context, (folder: string | undefined, options: Options) =>
        importInto(context, folder ?? defaultFolder(context), options),
      ),
    );
}

const allKinds = Object.values(ResourceKind);

async function importInto(context: Context, folder: string, options: Options): Promise<ExitCode> {
  const configuration = await readConfiguration(folder, options.environment);
  const { release, environment } = configuration;
  const orgs = chosenOrgs(configuration, options);
  const kinds = chosenKinds(options.kinds);
  const { byOrg: live, unread } = await readLive(
    composePlatforms(context.settings, context.wire),
    orgsToRead(environment, orgs),
  );
  const imports = importGroups({
    release,
    environment,
    orgs,
    kinds,
    live,
    rules: literalRules(release),
  });
  const imported = importedFiles({
    release,
    environment: environment.name,
    imports,
    componentsBy: options.componentsBy,
  });
  const texts = await editedTexts(folder, imported);
  const findings = await checkTexts(folder, texts);
  const target = options.write === true ? folder : (options.out ?? null);
  if (target !== null) await writeTexts(target, texts);
  const leftOut = [
    ...unread.filter(({ kind }) => kinds.includes(kind)).map(asLeftOut),
    ...imports.flatMap(({ extraction }) => extraction.leftOut),
  ];
  report(context, { imports, leftOut, texts, target });
  for (const finding of findings) context.terminal.err(`then: ${renderFinding(finding)}`);
  if (options.json === true) printJson(context, { files: [...texts.keys()], leftOut, findings });
  return findings.length === 0 ? ExitCode.succeeded : ExitCode.differs;
}

function chosenOrgs({ release, environment }: Configuration, options: Options): string[] {
  const known = Object.keys(environment.orgs);
  const { group, orgs } = options;
  if (group === undefined && orgs === undefined)
    throw inputFinding('orgs', 'is missing: name orgs, or a --group');
  const groups = release.groups.map(({ name }) => name);
  if (group !== undefined && !groups.includes(group))
    throw inputFinding('group', `there is no group "${group}".${suggestion(group, groups)}`);
  const isMeant = (org: string): boolean =>
    group === undefined || groupOf(release, org)?.name === group;
  for (const org of orgs ?? []) {
    if (!known.includes(org))
      throw inputFinding(
        'orgs',
        `"${org}" is no org of ${environment.name}.${suggestion(org, known)}`,
      );
    if (!isMeant(org)) throw inputFinding('orgs', `${org} is not in ${group ?? ''}`);
  }
  const chosen = [...new Set(orgs ?? known.filter(isMeant))];
  if (chosen.length > 0) return chosen;
  throw inputFinding('group', `${group ?? ''} has no org in ${environment.name}`);
}

function chosenKinds(names: readonly string[] | undefined): ResourceKind[] {
  const unknown = (names ?? []).find((name) => !allKinds.some((kind) => kind === name));
  if (unknown !== undefined)
    throw inputFinding('kinds', `there is no kind "${unknown}".${suggestion(unknown, allKinds)}`);
  return allKinds.filter((kind) => names === undefined || names.includes(kind));
}

/** New files and edited ones; the environments' and the manifest's lines stay as they are otherwise. */
async function editedTexts(
  folder: string,
  { files, edits }: ImportedFiles,
): Promise<ReadonlyMap<string, string>> {
  const present = await readTexts(folder, [...new Set(edits.map(({ file }) => file))]);
  return new Map([...files, ...applyEdits(edits, present)]);
}

function asLeftOut({ org, kind, name, reason }: Unread): LeftOut {
  return { resource: `${kind}/${name} of ${org}`, path: '', reason };
}

interface Result {
  readonly imports: readonly GroupImport[];
  readonly leftOut: readonly LeftOut[];
  readonly texts: ReadonlyMap<string, string>;
  readonly target: string | null;
}

function report({ terminal }: Context, { imports, leftOut, texts, target }: Result): void {
  for (const { group, orgs, extraction } of imports) {
    const { resources, variables } = extraction;
    const patched = resources.reduce((sum, { overrides }) => sum + overrides.size, 0);
    terminal.out(
      `${group.name}: ${plural(resources.length, 'resource')} from ${plural(orgs.length, 'org')}, ${plural(variables.size, 'variable')}, ${plural(patched, 'override')}`,
    );
    const others = group.orgIds.filter((org) => !orgs.includes(org));
    if (others.length > 0)
      terminal.err(
        `not read: ${others.join(', ')}; they get what the others of ${group.name} have`,
      );
  }
  for (const { resource, path, reason } of leftOut)
    terminal.err(`left out: ${resource}${path === '' ? '' : ` ${path}`}: ${reason}`);
  if (target === null) terminal.out('nothing is written without --write or --out. It would be:');
  else terminal.out(`written to ${target}:`);
  for (const file of texts.keys()) terminal.out(`  ${file}`);
}
