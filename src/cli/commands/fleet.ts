import type { Command } from 'commander';
import { fleetRows, type FleetRow } from '../../domain/fleet.js';
import type { Sources } from '../../compose.js';
import { findDrift } from '../../planning/drift.js';
import { Loaded } from '../../planning/loaded.js';
import { environmentOf } from '../../release/environment-of.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { chooseRelease } from '../plan/chosen-release.js';
import { releaseTags } from '../plan/release-tags.js';
import { openSources, requireSecrets } from '../plan/sources.js';
import { paletteFor } from '../render/palette.js';
import { fleetText } from '../render/plan/fleet.js';

interface Options extends CommonOptions {
  readonly environment?: string;
  readonly drift?: boolean;
}

/** `rollcall fleet`: which org is on which release, since when. Writes nothing. */
export function addFleet(program: Command, context: Context): void {
  program
    .command('fleet')
    .description('show which org is on which release, and since when')
    .option('--environment <name>', 'default: all of them')
    .option('--drift', 'read the orgs too, and count what differs from what Rollcall last wrote')
    .option('--json', 'one JSON object as the last line')
    .action(act(context, (options: Options) => fleet(context, options)));
}

async function fleet(context: Context, options: Options): Promise<ExitCode> {
  const { settings, terminal } = context;
  const sources = await openSources(context);
  const { release } = await chooseRelease(sources.releases, settings, {});
  const names =
    options.environment === undefined
      ? Object.keys(release.environments)
      : [environmentOf(release, options.environment).name];
  const tags = await releaseTags(settings.configRepository);
  const rows: FleetRow[] = [];
  for (const name of names) {
    const loaded = new Loaded(sources, release, environmentOf(release, name));
    rows.push(...(await rowsOf(context, sources, loaded, tags, options.drift === true)));
  }
  if (options.json === true) printJson(context, { orgs: rows });
  else for (const line of fleetText(rows, paletteFor(terminal))) terminal.out(line);
  return ExitCode.succeeded;
}

async function rowsOf(
  { settings }: Context,
  sources: Sources,
  loaded: Loaded,
  tags: ReadonlyMap<string, string>,
  withDrift: boolean,
): Promise<FleetRow[]> {
  const environment = loaded.environment.name;
  if (withDrift) requireSecrets(settings, loaded.orgs);
  return fleetRows({
    environment,
    orgs: loaded.orgs.map(({ org }) => ({ org, group: loaded.groupName(org) })),
    records: await sources.ledger.lastDeployments(environment),
    drift: withDrift ? await findDrift(sources, loaded, {}, {}) : null,
    tagOf: (commit) => tags.get(commit),
  });
}
