import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** All that Rollcall takes from the process's environment. Temporal's own variables are read by its envconfig. */
export interface Settings {
  readonly taskQueue: string;
  /** Git repository of manifest, policy, templates and environments; null where a command needs none. */
  readonly configRepository: string | null;
  /** Folder of the configuration in that repository; empty for its root. */
  readonly configFolder: string;
  /** Branch of that repository that counts as reviewed; its operations.yaml applies. */
  readonly protectedBranch: string;
  /** The ledger, a bare Git repository: its path or its URL. */
  readonly ledger: string | null;
  /** Path of the SSH private key that signs every commit to the ledger. */
  readonly ledgerSigningKey: string | null;
  /** Path of the allowed_signers file; with it only records that one of them signed count. */
  readonly ledgerSigners: string | null;
  /** File behind `file:` references to secrets. */
  readonly secretsFile: string | null;
  readonly webhookUrl: string | null;
  /** Address of Temporal's Web UI, for links. */
  readonly webUiUrl: string | null;
  readonly healthPort: number | null;
  readonly cacheDir: string;
  /** PEM file of certificate authorities that are believed besides Node's. */
  readonly caFile: string | null;
  /** NODE_EXTRA_CA_CERTS, which Node leaves out where other authorities are named. */
  readonly nodeExtraCaFile: string | null;
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY, or the same in small letters, which come first. */
  readonly proxies: {
    readonly https: string | null;
    readonly http: string | null;
    readonly none: string | null;
  };
  /** The whole environment: what `env:` references to secrets read, and what child processes inherit. */
  readonly secretVariables: Readonly<Record<string, string>>;
  /** NO_COLOR is set (https://no-color.org). */
  readonly noColor: boolean;
}

/** A variable with a value that nobody can work with; the message names it. */
export class BadSettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadSettingsError';
  }
}

const Url = z.url({ protocol: /^https?$/, error: 'is no http(s) URL' });
const Port = z.coerce
  .number('is no port number')
  .int('is no port number')
  .min(1, 'is no port number')
  .max(65_535, 'is no port number');

const Variables = z.object({
  ROLLCALL_TASK_QUEUE: z.string().default('rollcall'),
  ROLLCALL_CONFIG_REPO: z.string().nullable().default(null),
  ROLLCALL_CONFIG_FOLDER: z
    .string()
    .refine((folder) => !path.isAbsolute(folder), 'has to be relative to the repository')
    .default(''),
  ROLLCALL_PROTECTED_BRANCH: z.string().default('main'),
  ROLLCALL_LEDGER: z.string().nullable().default(null),
  ROLLCALL_LEDGER_SIGNING_KEY: z.string().nullable().default(null),
  ROLLCALL_LEDGER_SIGNERS: z.string().nullable().default(null),
  ROLLCALL_SECRETS_FILE: z.string().nullable().default(null),
  ROLLCALL_WEBHOOK_URL: Url.nullable().default(null),
  ROLLCALL_WEB_UI: Url.nullable().default(null),
  ROLLCALL_HEALTH_PORT: Port.nullable().default(null),
  ROLLCALL_CACHE_DIR: z.string().nullable().default(null),
  ROLLCALL_CA_FILE: z.string().nullable().default(null),
  XDG_CACHE_HOME: z.string().nullable().default(null),
});

/**
 * Reads the settings. An empty variable counts as one that is not set, as containers often pass them.
 * @throws BadSettingsError that names every variable that is wrong
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    throw new BadSettingsError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '),
    );
  }
  const read = parsed.data;
  return {
    taskQueue: read.ROLLCALL_TASK_QUEUE,
    configRepository: read.ROLLCALL_CONFIG_REPO,
    configFolder: read.ROLLCALL_CONFIG_FOLDER,
    protectedBranch: read.ROLLCALL_PROTECTED_BRANCH,
    ledger: read.ROLLCALL_LEDGER,
    ledgerSigningKey: read.ROLLCALL_LEDGER_SIGNING_KEY,
    ledgerSigners: read.ROLLCALL_LEDGER_SIGNERS,
    secretsFile: read.ROLLCALL_SECRETS_FILE,
    webhookUrl: read.ROLLCALL_WEBHOOK_URL,
    webUiUrl: read.ROLLCALL_WEB_UI,
    healthPort: read.ROLLCALL_HEALTH_PORT,
    cacheDir:
      read.ROLLCALL_CACHE_DIR ??
      path.join(read.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'rollcall'),
    caFile: read.ROLLCALL_CA_FILE,
    nodeExtraCaFile: given['NODE_EXTRA_CA_CERTS'] ?? null,
    proxies: {
      https: given['https_proxy'] ?? given['HTTPS_PROXY'] ?? null,
      http: given['http_proxy'] ?? given['HTTP_PROXY'] ?? null,
      none: given['no_proxy'] ?? given['NO_PROXY'] ?? null,
    },
    secretVariables: given,
    noColor: 'NO_COLOR' in given,
  };
}

/**
 * Takes empty variables of Temporal's out of the process's environment: its envconfig reads an empty TEMPORAL_TLS as
 * "no TLS", where a pipeline only means that it has none to give.
 */
export function forgetEmptyTemporalVariables(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(env))
    if (name.startsWith('TEMPORAL_') && value === '') delete env[name];
}
