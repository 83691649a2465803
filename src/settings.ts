import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { alertSettingsOf, AlertVariables, type AlertSettings } from './alert-settings.js';

/** Encryption of what goes to Temporal. */
export interface CodecSettings {
  /** Path of the key file, or the keys themselves; null: payloads are not encrypted. */
  readonly keys: string | null;
  /** Payloads that are not encrypted are refused. */
  readonly require: boolean;
}

/** Which build of the code a worker runs: workflows stay on the build that they were started on. */
export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}
export type { AlertSettings };

/** All that Rollcall takes from the process's environment. Temporal's own variables are read by its envconfig. */
export interface Settings {
  readonly taskQueue: string;
  /** Null: workers are not versioned, any of them goes on with any workflow. */
  readonly workerVersion: WorkerVersion | null;
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
  readonly codec: CodecSettings;
  /** What callers of the codec server have to send as a bearer token. */
  readonly codecServerToken: string | null;
  /** Key or passphrase of that file, where it is encrypted. */
  readonly secretsKey: string | null;
  /** Path of a file with such keys, one a line; wins over the key. */
  readonly secretsKeyFile: string | null;
  readonly alerts: AlertSettings;
  /** Address of Temporal's Web UI, for links. */
  readonly webUiUrl: string | null;
  readonly healthPort: number | null;
  /** Where calls to platforms are put on record: `off`, `stdout`, `otlp` or `file:<path>`. */
  readonly audit: string;
  /** Where log records are posted, as OTLP over HTTP: the audit, where it goes there. May hold a key. */
  readonly logsUrl: string | null;
  /** A file of the audit that would grow past it is put aside. */
  readonly auditMaxBytes: number;
  /** Audit files put aside that a worker keeps. */
  readonly auditMaxFiles: number;
  /** Requests are counted by org. */
  readonly metricsByOrg: boolean;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  /** Where spans are posted, as OTLP over HTTP; null: nothing is traced. May hold a key. */
  readonly tracesUrl: string | null;
  readonly cacheDir: string;
  /** The program that places calls by SIP: a path, or a name on the PATH. */
  readonly sipp: string;
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
  /** The whole environment: what `env:` and `vault:` references to secrets read, and what child processes inherit. */
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

const CodecVariables = z.object({
  ROLLCALL_CODEC_KEYS: z.string().nullable().default(null),
  ROLLCALL_CODEC_REQUIRE: z
    .enum(['true', 'false', '1', '0'], 'is neither true nor false')
    .default('false')
    .transform((text) => text === 'true' || text === '1'),
});

const MEGABYTE = 1024 * 1024;
const Whole = z.coerce
  .number('is no whole number from 1')
  .int('is no whole number from 1')
  .min(1, 'is no whole number from 1');

/** Temporal writes deployment and build with a dot or a colon between them. */
const VersionPart = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_+-]{0,99}(\.[A-Za-z0-9_+-]+)*$/, 'is no name of a version')
  .max(200);

const Variables = CodecVariables.extend(AlertVariables.shape).extend({
  ROLLCALL_TASK_QUEUE: z.string().default('rollcall'),
  ROLLCALL_WORKER_DEPLOYMENT: VersionPart.nullable().default(null),
  ROLLCALL_BUILD_ID: VersionPart.nullable().default(null),
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
  ROLLCALL_CODEC_SERVER_TOKEN: z.string().nullable().default(null),
  ROLLCALL_SECRETS_KEY: z.string().nullable().default(null),
  ROLLCALL_SECRETS_KEY_FILE: z.string().nullable().default(null),
  ROLLCALL_WEB_UI: Url.nullable().default(null),
  ROLLCALL_HEALTH_PORT: Port.nullable().default(null),
  ROLLCALL_AUDIT: z
    .string()
    .regex(/^(?:off|stdout|otlp|file:.+)$/, 'is none of off, stdout, otlp, file:<path>')
    .default('off'),
  ROLLCALL_AUDIT_MAX_MB: Whole.default(50),
  ROLLCALL_AUDIT_MAX_FILES: Whole.default(20),
  ROLLCALL_METRICS_BY_ORG: z.enum(['true', 'false'], 'is neither true nor false').default('false'),
  ROLLCALL_LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'is none of error, warn, info, debug')
    .default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: Url.nullable().default(null),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Url.nullable().default(null),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: Url.nullable().default(null),
  ROLLCALL_CACHE_DIR: z.string().nullable().default(null),
  ROLLCALL_SIPP: z.string().min(1).default('sipp'),
  ROLLCALL_CA_FILE: z.string().nullable().default(null),
  XDG_CACHE_HOME: z.string().nullable().default(null),
});

/**
 * Reads the settings. An empty variable counts as one that is not set, as containers often pass them.
 * @throws BadSettingsError that names every variable that is wrong
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = withoutEmpty(env);
  const read = parse(Variables, given);
  return {
    ...queueOf(read),
    configRepository: read.ROLLCALL_CONFIG_REPO,
    configFolder: read.ROLLCALL_CONFIG_FOLDER,
    protectedBranch: read.ROLLCALL_PROTECTED_BRANCH,
    ledger: read.ROLLCALL_LEDGER,
    ledgerSigningKey: read.ROLLCALL_LEDGER_SIGNING_KEY,
    ledgerSigners: read.ROLLCALL_LEDGER_SIGNERS,
    secretsFile: read.ROLLCALL_SECRETS_FILE,
    codec: codecSettingsOf(read),
    codecServerToken: read.ROLLCALL_CODEC_SERVER_TOKEN,
    secretsKey: read.ROLLCALL_SECRETS_KEY,
    secretsKeyFile: read.ROLLCALL_SECRETS_KEY_FILE,
    alerts: alertsOf(read),
    webUiUrl: read.ROLLCALL_WEB_UI,
    healthPort: read.ROLLCALL_HEALTH_PORT,
    audit: read.ROLLCALL_AUDIT,
    auditMaxBytes: read.ROLLCALL_AUDIT_MAX_MB * MEGABYTE,
    auditMaxFiles: read.ROLLCALL_AUDIT_MAX_FILES,
    metricsByOrg: read.ROLLCALL_METRICS_BY_ORG === 'true',
    logLevel: read.ROLLCALL_LOG_LEVEL,
    logsUrl: logsUrlOf(read),
    tracesUrl: otlpUrl(
      'traces',
      read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
      read.OTEL_EXPORTER_OTLP_ENDPOINT,
    ),
    sipp: read.ROLLCALL_SIPP,
    cacheDir:
      read.ROLLCALL_CACHE_DIR ??
      path.join(read.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'rollcall'),
    ...networkOf(read, given),
    secretVariables: given,
    noColor: 'NO_COLOR' in given,
  };
}

function networkOf(
  read: z.output<typeof Variables>,
  given: ReturnType<typeof withoutEmpty>,
): Pick<Settings, 'caFile' | 'nodeExtraCaFile' | 'proxies'> {
  return {
    caFile: read.ROLLCALL_CA_FILE,
    nodeExtraCaFile: given['NODE_EXTRA_CA_CERTS'] ?? null,
    proxies: proxiesOf(given),
  };
}

/** The queue that a worker serves, and as which build. */
function queueOf(read: z.output<typeof Variables>): Pick<Settings, 'taskQueue' | 'workerVersion'> {
  return { taskQueue: read.ROLLCALL_TASK_QUEUE, workerVersion: workerVersionOf(read) };
}

function workerVersionOf(read: z.output<typeof Variables>): WorkerVersion | null {
  const { ROLLCALL_WORKER_DEPLOYMENT: deploymentName, ROLLCALL_BUILD_ID: buildId } = read;
  if (deploymentName !== null && buildId !== null) return { deploymentName, buildId };
  if (deploymentName === null && buildId === null) return null;
  throw new BadSettingsError(
    'ROLLCALL_WORKER_DEPLOYMENT and ROLLCALL_BUILD_ID make a version together: set both or neither',
  );
}

function alertsOf(read: z.output<typeof AlertVariables>): AlertSettings {
  const alerts = alertSettingsOf(read);
  if (typeof alerts === 'string') throw new BadSettingsError(alerts);
  return alerts;
}

/** An audit that would go nowhere must not pass for one that is kept. */
function logsUrlOf(read: z.output<typeof Variables>): string | null {
  const { ROLLCALL_AUDIT, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT } = read;
  const url = otlpUrl('logs', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT);
  if (ROLLCALL_AUDIT === 'otlp' && url === null)
    throw new BadSettingsError(
      'ROLLCALL_AUDIT is otlp, but no collector is named: set OTEL_EXPORTER_OTLP_LOGS_ENDPOINT or OTEL_EXPORTER_OTLP_ENDPOINT',
    );
  return url;
}

/** As OpenTelemetry has it: the endpoint of all signals is a base, the one of a signal is used as it is. */
function otlpUrl(signal: 'traces' | 'logs', own: string | null, all: string | null): string | null {
  if (own !== null || all === null) return own;
  const url = new URL(all);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url.href;
}

/** The customary variables; those in small letters come first. */
function proxiesOf(given: Readonly<Record<string, string>>): Settings['proxies'] {
  return {
    https: given['https_proxy'] ?? given['HTTPS_PROXY'] ?? null,
    http: given['http_proxy'] ?? given['HTTP_PROXY'] ?? null,
    none: given['no_proxy'] ?? given['NO_PROXY'] ?? null,
  };
}

/**
 * Reads the encryption's settings alone, for callers of the client library that have no others.
 * @throws BadSettingsError
 */
export function readCodecSettings(env: NodeJS.ProcessEnv = process.env): CodecSettings {
  return codecSettingsOf(parse(CodecVariables, withoutEmpty(env)));
}

function codecSettingsOf(read: z.output<typeof CodecVariables>): CodecSettings {
  if (read.ROLLCALL_CODEC_REQUIRE && read.ROLLCALL_CODEC_KEYS === null) {
    throw new BadSettingsError(
      'ROLLCALL_CODEC_REQUIRE refuses payloads that are not encrypted, but ROLLCALL_CODEC_KEYS is not set: set both or neither',
    );
  }
  return { keys: read.ROLLCALL_CODEC_KEYS, require: read.ROLLCALL_CODEC_REQUIRE };
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  given: Readonly<Record<string, string>>,
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new BadSettingsError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '),
  );
}

/**
 * Takes empty variables of Temporal's out of the process's environment: its envconfig reads an empty TEMPORAL_TLS as
 * "no TLS", where a pipeline only means that it has none to give.
 */
export function forgetEmptyTemporalVariables(env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(env))
    if (name.startsWith('TEMPORAL_') && value === '') delete env[name];
}
