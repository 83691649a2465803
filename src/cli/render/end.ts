import { orgCountsText } from '../../domain/org-counts.js';
import { remediationCommand, type Finding, type RolloutEnd } from '../../client/index.js';
import { plural, stoppedInWords } from './words.js';

/** `components/a.yaml:3:5: resources[0].template: there is no template x.json`, always one line. */
export function renderFinding(finding: Finding): string {
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== null);
  const parts = [place.join(':'), finding.path, finding.message].filter((part) => part !== '');
  return oneLine(parts.join(': '));
}

/** `3 findings in 2 files`. */
export function renderFindingCount(findings: readonly Finding[]): string {
  const files = new Set(findings.map(({ file }) => file));
  return `${plural(findings.length, 'finding')} in ${plural(files.size, 'file')}`;
}

/** Names and values come from files: what a terminal would obey is shown instead. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}

/** How a rollout ended, for people. */
export function renderEnd(end: RolloutEnd): string[] {
  switch (end.kind) {
    case 'finished': {
      const { outcome, reason, orgs, waves, writes, report } = end.summary;
      return [
        `${outcome}: ${reason}`,
        `${plural(waves, 'wave')}, ${plural(writes, 'write')}; orgs: ${orgCountsText(orgs)}`,
        ...(report === null ? [] : [`report: ${report}`]),
      ];
    }
    case 'badInput':
      return end.findings.map(renderFinding);
    case 'refused':
      return [`refused: ${end.message}`, ...end.missing.map((line) => `  ${line}`)];
    case 'stopped':
      return [stoppedInWords(end.how), `reason: ${end.message}`];
    case 'failed':
      return [`failed: ${end.message}${end.type === null ? '' : ` (${end.type})`}`];
    default:
      return end satisfies never;
  }
}

/** The command that closes what a rollout left open when it was stopped from outside; no lines for other ends. */
export function renderRemedy(
  workflowId: string,
  end: RolloutEnd | null,
  where: { readonly taskQueue: string; readonly namespace: string },
): string[] {
  if (end?.kind !== 'stopped' || end.how === 'cancelled') return [];
  return ['To take back what it left open:', `  ${remediationCommand(workflowId, where)}`];
}
