import { existsSync } from 'node:fs';
import { composePlanning, type Sources } from '../../compose.js';
import type { OrgBinding } from '../../domain/release-model.js';
import { isRemote } from '../../ledger/remote.js';
import { Loaded } from '../../planning/loaded.js';
import { environmentOf } from '../../release/environment-of.js';
import { BadSettingsError, type Settings } from '../../settings.js';
import type { Context } from '../context.js';
import { chooseRelease, type ChosenRelease, type ReleaseChoice } from './chosen-release.js';

/** What commands read that plan, compare or list by themselves, in this process. */
export interface Opened {
  readonly sources: Sources;
  readonly chosen: ChosenRelease;
  readonly loaded: Loaded;
}

/**
 * Reads the release and opens the ledger and the orgs' clients.
 * @throws BadSettingsError that names the setting; BadReleaseError with every finding
 */
export async function openRelease(
  { settings, wire }: Pick<Context, 'settings' | 'wire'>,
  environment: string,
  choice: ReleaseChoice,
): Promise<Opened> {
  const sources = await openSources({ settings, wire });
  const chosen = await chooseRelease(sources.releases, settings, choice);
  const found = environmentOf(chosen.release, environment);
  return { sources, chosen, loaded: new Loaded(sources, chosen.release, found) };
}

/** The sources, with what is missing said before anything is asked of them. */
export async function openSources({
  settings,
  wire,
}: Pick<Context, 'settings' | 'wire'>): Promise<Sources> {
  const { ledger } = settings;
  const sources = await composePlanning(settings, { wire });
  // One that is elsewhere says itself, at the first read, that it is not there.
  if (ledger !== null && !isRemote(ledger) && !existsSync(ledger))
    throw new BadSettingsError(
      `ROLLCALL_LEDGER: there is nothing at ${ledger}. Make it once with: rollcall ledger ${ledger}`,
    );
  return sources;
}

/** Refuses before any org is asked for a token that no secret could be found for. */
export function requireSecrets(settings: Settings, bindings: readonly OrgBinding[]): void {
  const lacking = bindings.flatMap((binding) => {
    const remedy = remedyFor(settings, binding.credentials);
    return remedy === null ? [] : [{ binding, remedy }];
  });
  const [first] = lacking;
  if (first === undefined) return;
  const { binding, remedy } = first;
  const more = lacking.length > 1 ? ` and ${lacking.length - 1} more` : '';
  throw new BadSettingsError(
    `no credentials ${binding.credentials} for ${binding.org}${more}: ${remedy}`,
  );
}

/** What to do about a reference that leads nowhere; null where it may lead somewhere. */
function remedyFor({ secretsFile, secretVariables }: Settings, reference: string): string | null {
  const [scheme = '', name = ''] = reference.split(':', 2);
  if (scheme === 'file' && secretsFile === null) return 'set ROLLCALL_SECRETS_FILE';
  if (scheme === 'file' && secretsFile !== null && !existsSync(secretsFile))
    return `ROLLCALL_SECRETS_FILE names ${secretsFile}, which does not exist`;
  const variable = `${name}_CLIENT_ID`;
  return scheme === 'env' && !Object.hasOwn(secretVariables, variable) ? `set ${variable}` : null;
}
