/** What a remediation does with the orgs that a rollout left in trouble. */
export type RemediationAction = 'takeBack' | 'finish';

/** The command that does it for one org, as it is to be typed. */
export function remediateCommand(
  rolloutId: string,
  action: RemediationAction,
  org: string,
): string {
  const flag = action === 'takeBack' ? '--take-back' : '--finish';
  return `rollcall remediate ${shellWord(rolloutId)} ${flag} --org ${shellWord(org)}`;
}

/** A word as a POSIX shell takes it, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : quoted(text);
}

/** The same, always between quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
