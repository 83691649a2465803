import { randomBytes } from 'node:crypto';
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { isKeyId, newKey } from '../../codec/keyring.js';
import { act, printJson, type CommonOptions, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

interface Options extends CommonOptions {
  readonly id?: string;
}

/** `rollcall codec keygen`: a new key, as an entry of the key file. It is written nowhere but to the output. */
export function addCodec(program: Command, context: Context): void {
  program
    .command('codec')
    .description('make a key for the encryption of payloads')
    .addArgument(new Argument('<what>', 'keygen: print a new entry').choices(['keygen']))
    .option('--id <id>', 'id of the key; default: a random one', keyId)
    .option('--json', 'one JSON object')
    .action(
      act(context, async (_what: string, options: Options) => {
        const id = options.id ?? `k-${randomBytes(4).toString('hex')}`;
        const key = newKey();
        if (options.json === true) {
          printJson(context, { id, key });
        } else {
          context.terminal.out(`  ${id}: ${key}`);
          context.terminal.err(
            `Add this line under keys: in the file of ROLLCALL_CODEC_KEYS, on every worker first; then set current: ${id}.`,
          );
        }
        return ExitCode.succeeded;
      }),
    );
}

function keyId(text: string): string {
  if (isKeyId(text)) return text;
  throw new InvalidArgumentError(
    'it takes letters, digits, ".", "_" and "-", at most 32, a letter or digit first.',
  );
}
