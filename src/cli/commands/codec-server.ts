import { once } from 'node:events';
import type { Command } from 'commander';
import { createPayloadCodec } from '../../codec/payload-codec.js';
import { readKeyring } from '../../codec/read-keyring.js';
import { startCodecServer } from '../../codec/server.js';
import { BadSettingsError, type Settings } from '../../settings.js';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { origin, port } from './options.js';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly corsOrigin?: string;
}

const DEFAULT_PORT = 8791;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** `rollcall codec-server`: decrypts for people who read rollouts in the Web UI or by the temporal CLI. */
export function addCodecServer(program: Command, context: Context): void {
  program
    .command('codec-server')
    .description('decode encrypted payloads for the Web UI and the temporal CLI')
    .option('--port <port>', 'port', port, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--cors-origin <url>', "the Web UI's address, whose pages may decode", origin)
    .action(
      act(context, async (options: Options) => {
        const server = await start(options, context.settings);
        context.terminal.out(`codec server listening on ${server.url}`);
        await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
        await server.close();
        return ExitCode.succeeded;
      }),
    );
}

async function start(
  { host, port, corsOrigin = null }: { host: string; port: number; corsOrigin?: string | null },
  { codec, codecServerToken: token }: Settings,
): ReturnType<typeof startCodecServer> {
  if (codec.keys === null) {
    throw new BadSettingsError(
      'ROLLCALL_CODEC_KEYS is not set: a codec server needs the keys that the workers have',
    );
  }
  if (token === null && !LOOPBACK.has(host)) {
    throw new BadSettingsError(
      `ROLLCALL_CODEC_SERVER_TOKEN is not set: without it whoever reaches ${host} could decrypt, so only 127.0.0.1 is served`,
    );
  }
  const keyring = await readKeyring(codec.keys);
  return startCodecServer({ host, port, corsOrigin, token, codec: createPayloadCodec(keyring) });
}
