import { authoritiesWith } from './http/authorities.js';
import type { Network } from './http/network.js';
import { createProxyChoice } from './http/proxy-choice.js';
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

/**
 * Puts together what planning needs.
 * @throws BadSettingsError that names the setting that is missing
 */
export async function composePlanning(settings: Settings): Promise<Sources> {
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
    }),
    platforms: composePlatforms(settings),
  };
}

/**
 * Clients for orgs, with the secrets that the settings lead to.
 * @throws BadSettingsError that names the setting of a proxy or an authority that is wrong
 */
export function composePlatforms(settings: Settings): Platforms {
  const { secretVariables, secretsFile } = settings;
  const secrets = createSecretProvider({
    env: secretVariables,
    ...(secretsFile === null ? {} : { secretsFile }),
  });
  // Below the heartbeat timeout of the activities: an attempt that is alone stops by itself.
  const network = composeNetwork(settings);
  return createPlatforms({ secrets, requestTimeoutMs: REQUEST_TIMEOUT_MS, network });
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
