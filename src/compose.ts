import { authoritiesWith } from './http/authorities.js';
import type { Network } from './http/network.js';
import type { WireObserver } from './http/observer.js';
import { createProxyChoice } from './http/proxy-choice.js';
import type { Ledger, OutcomeListener } from './ledger/port.js';
import { openGitLedger } from './ledger/git-ledger.js';
import { createPlatforms } from './platforms/index.js';
import type { Platforms } from './platforms/port.js';
import type { ReleaseSource } from './release/port.js';
import { createReleaseSource } from './release/source.js';
import { warningsOfSecretFiles } from './secrets/file-warnings.js';
import type { SecretProvider, SecretTexts } from './secrets/port.js';
import { createSecretProvider } from './secrets/providers.js';
import { BadSettingsError, type Settings } from './settings.js';

const REQUEST_TIMEOUT_MS = 5_000;

/** What a worker, and a command that plans by itself, reads releases, orgs and past rollouts through. */
export interface Sources {
  readonly releases: ReleaseSource;
  readonly ledger: Ledger;
  readonly platforms: Platforms;
}

export type { WireObserver };

/** Who hears of what goes over the wire and into the ledger. */
export interface Listeners {
  readonly wire?: WireObserver;
  readonly onLedger?: OutcomeListener;
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

/**
 * Clients for orgs, with the secrets that the settings lead to.
 * @throws BadSettingsError that names the setting of a proxy or an authority that is wrong
 */
export function composePlatforms(settings: Settings, observer?: WireObserver): Platforms {
  const secrets = composeSecrets(settings);
  // Below the heartbeat timeout of the activities: an attempt that is alone stops by itself.
  return createPlatforms({
    secrets,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    network: composeNetwork(settings),
    ...(observer === undefined ? {} : { observer }),
  });
}

/** Where the settings lead to for secrets. */
export function composeSecrets(settings: Settings): SecretProvider & SecretTexts {
  const { secretVariables, secretsFile, secretsKey, secretsKeyFile } = settings;
  return createSecretProvider({
    env: secretVariables,
    secretsKeys: { key: secretsKey, keyFile: secretsKeyFile },
    ...(secretsFile === null ? {} : { secretsFile }),
  });
}

/**
 * How orgs are reached: by the customary proxy variables, and with an authority of one's own.
 * @throws BadSettingsError that names the setting that is wrong
 */
export function composeNetwork({ proxies, caFile, nodeExtraCaFile }: Settings): Network {
  try {
    return { proxyFor: createProxyChoice(proxies), authorities: authorities() };
  } catch (error) {
    throw new BadSettingsError(error instanceof Error ? error.message : String(error));
  }

  // Named authorities take the place of Node's, its extra ones included: those have to be named again.
  function authorities(): string[] | undefined {
    if (caFile === null) return undefined;
    const files = [{ path: caFile, variable: 'ROLLCALL_CA_FILE' }];
    if (nodeExtraCaFile !== null)
      files.push({ path: nodeExtraCaFile, variable: 'NODE_EXTRA_CA_CERTS' });
    return authoritiesWith(files);
  }
}

/** What to tell an operator about the secrets file when a worker starts; nothing where only simulators use it. */
export async function secretWarnings(
  settings: Settings,
  releases: ReleaseSource,
): Promise<readonly string[]> {
  const { secretsFile, secretsKeyFile: keyFile, protectedBranch } = settings;
  if (secretsFile === null) return [];
  const usedBy = await realUsersOfFile(releases, protectedBranch);
  return warningsOfSecretFiles({ secretsFile, keyFile }, usedBy);
}

/** Environments that are not simulated and have `file:` references; null where the branch cannot be read. */
async function realUsersOfFile(
  releases: ReleaseSource,
  branch: string,
): Promise<readonly string[] | null> {
  try {
    const { environments } = await releases.load(await releases.resolve(branch));
    return Object.values(environments)
      .filter(({ simulated }) => !simulated)
      .filter(({ orgs }) => Object.values(orgs).some((org) => org.credentials.startsWith('file:')))
      .map(({ name }) => name);
  } catch {
    return null;
  }
}
