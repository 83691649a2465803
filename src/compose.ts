import type { WireObserver } from './http/observer.js';
import type { Ledger } from './ledger/port.js';
import { openGitLedger } from './ledger/git-ledger.js';
import { createPlatforms } from './platforms/index.js';
import type { Platforms } from './platforms/port.js';
import type { ReleaseSource } from './release/port.js';
import { createReleaseSource } from './release/source.js';
import { createSecretProvider } from './secrets/providers.js';
import { BadSettingsError, type Settings } from './settings.js';

const REQUEST_TIMEOUT_MS = 5_000;

/** What a worker, and a command that plans by itself, reads releases, orgs and past rollouts through. */
export interface Sources {
  readonly releases: ReleaseSource;
  readonly ledger: Ledger;
  readonly platforms: Platforms;
}

/** Who hears of what goes over the wire and into the ledger. */
export interface Listeners {
  readonly wire?: WireObserver;
  readonly onLedger?: (outcome: 'commit' | 'conflict') => void;
}

/**
 * Puts together what planning needs.
 * @throws BadSettingsError that names the setting that is missing
 */
export async function composePlanning(
  settings: Settings,
  listeners: Listeners = {},
): Promise<Sources> {
  const { configRepository, configFolder, cacheDir, ledger } = settings;
  if (configRepository === null)
    throw new BadSettingsError('ROLLCALL_CONFIG_REPO is not set: releases are read from it');
  if (ledger === null)
    throw new BadSettingsError(
      'ROLLCALL_LEDGER is not set: what was written before is read from it, and no write happens without it',
    );
  return {
    releases: createReleaseSource({
      repository: configRepository,
      subfolder: configFolder,
      protectedBranch: settings.protectedBranch,
      cacheDir,
    }),
    ledger: await openGitLedger({
      repository: ledger,
      cacheDir,
      signingKey: settings.ledgerSigningKey,
      signers: settings.ledgerSigners,
      onOutcome: listeners.onLedger,
    }),
    platforms: composePlatforms(settings, listeners.wire),
  };
}

/** Clients for orgs, with the secrets that the settings lead to. */
export function composePlatforms(
  { secretVariables, secretsFile }: Settings,
  observer?: WireObserver,
): Platforms {
  const secrets = createSecretProvider({
    env: secretVariables,
    ...(secretsFile === null ? {} : { secretsFile }),
  });
  // Below the heartbeat timeout of the activities: an attempt that is alone stops by itself.
  return createPlatforms({
    secrets,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    ...(observer === undefined ? {} : { observer }),
  });
}
