import type { Command } from 'commander';
import { decryptFile, encryptFile, writeNewSecret } from '../../secrets/encrypted/commands.js';
import { generateKey, type KeySource } from '../../secrets/encrypted/keys.js';
import { act, type Context } from '../context.js';
import { ExitCode } from '../exit-code.js';

/** `rollcall secrets`: the encrypted form of the file behind `file:` references. */
export function addSecrets(program: Command, context: Context): void {
  const secrets = program
    .command('secrets')
    .description(
      'encrypt the secrets file (key: ROLLCALL_SECRETS_KEY or ROLLCALL_SECRETS_KEY_FILE)',
    );
  addKeygen(secrets, context);
  addEncrypt(secrets, context);
  addDecrypt(secrets, context);
}

function addKeygen(secrets: Command, context: Context): void {
  secrets
    .command('keygen')
    .description('make a random key')
    .argument('[file]', 'new file for it; without one it is printed')
    .action(
      act(context, async (file: string | undefined) => {
        const key = generateKey();
        if (file === undefined) context.terminal.out(key);
        else {
          await writeNewSecret(file, `${key}\n`);
          context.terminal.out(`wrote a key to ${file}: set ROLLCALL_SECRETS_KEY_FILE to it`);
        }
        return ExitCode.succeeded;
      }),
    );
}

function addEncrypt(secrets: Command, context: Context): void {
  secrets
    .command('encrypt')
    .description('encrypt a plain secrets file with the first key')
    .argument('<plain>', 'secrets file: entry: { client_id, client_secret }')
    .argument('<out>', 'encrypted file; one that is there is replaced')
    .action(
      act(context, async (plain: string, out: string) => {
        const entries = await encryptFile(plain, out, keysOf(context));
        context.terminal.out(
          `encrypted ${entries} entries into ${out}: set ROLLCALL_SECRETS_FILE to it, and delete ${plain}`,
        );
        return ExitCode.succeeded;
      }),
    );
}

function addDecrypt(secrets: Command, context: Context): void {
  secrets
    .command('decrypt')
    .description('print an encrypted secrets file in plain, to change it and encrypt it again')
    .argument('<file>', 'encrypted file')
    .action(
      act(context, async (file: string) => {
        context.terminal.out((await decryptFile(file, keysOf(context))).trimEnd());
        return ExitCode.succeeded;
      }),
    );
}

function keysOf({ settings }: Context): KeySource {
  return { key: settings.secretsKey, keyFile: settings.secretsKeyFile };
}
