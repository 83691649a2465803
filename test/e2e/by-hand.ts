import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Enterprise } from './enterprise.js';

/** Runs a script with bash as a person does. */
export function bash(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      [file],
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, text: `${stdout}${stderr}` }),
    );
  });
}

/** A token of a simulated org's client, as a person gets one. */
export async function tokenOf({ secrets, url }: Enterprise, realOrgId: string): Promise<string> {
  const all = JSON.parse(await readFile(secrets, 'utf8')) as Record<
    string,
    { client_id: string; client_secret: string }
  >;
  const own = Object.values(all).find(({ client_id: id }) => id === `rollcall-${realOrgId}`);
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...own }),
  });
  if (answer.status !== 200) throw new Error(`no token for ${realOrgId}: ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
