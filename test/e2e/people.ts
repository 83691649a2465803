import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { signedApproval } from '../../src/cli/sign-decision.js';
import { decide, type DecisionAnswer } from '../../src/client/index.js';
import type { Played } from './play.js';

const run = promisify(execFile);

/** Somebody with an SSH key pair. */
export interface Person {
  readonly name: string;
  /** Path of the private key. */
  readonly key: string;
  /** As in operations.yaml. */
  readonly entry: { readonly ssh_keys: readonly string[] };
}

/** Makes a person's key pair below a folder. */
export async function makePerson(folder: string, name: string): Promise<Person> {
  const key = path.join(folder, `key-${name}`);
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key]);
  const publicKey = (await readFile(`${key}.pub`, 'utf8')).trim();
  return { name, key, entry: { ssh_keys: [publicKey] } };
}

/** Approves the gate that waits, signed with a person's key; under another name where one is given. */
export async function signGate(
  client: Client,
  rollout: Played,
  { name, key }: Person,
  by = name,
): Promise<DecisionAnswer> {
  const { workflowId } = rollout;
  const gate = (await rollout.status()).awaiting?.gate ?? '';
  return decide(client, workflowId, await signedApproval(client, { workflowId, gate, by, key }));
}
