import type { Finding, RolloutEnd } from '../../client/index.js';
import { plural } from './words.js';

/** `components/a.yaml:3:5 resources[0].template there is no template x.json`. */
export function renderFinding(finding: Finding): string {
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== null);
  return [place.join(':'), finding.path, finding.message].filter((part) => part !== '').join(' ');
}

/** How a rollout ended, for people. */
export function renderEnd(end: RolloutEnd): string[] {
  switch (end.kind) {
    case 'finished': {
      const { outcome, reason, orgs, waves, writes, report } = end.summary;
      return [
        `${outcome}: ${reason}`,
        `${plural(waves, 'wave')}, ${plural(writes, 'write')}; orgs: ${orgs.completed} completed, ${orgs.rolledBack} rolled back, ${orgs.failed} failed, ${orgs.untouched} untouched`,
        ...(report === null ? [] : [`report: ${report}`]),
      ];
    }
    case 'badInput':
      return end.findings.map(renderFinding);
    case 'refused':
      return [`refused: ${end.message}`, ...end.missing.map((line) => `  ${line}`)];
    case 'stopped':
      return [`${end.how}: ${end.message}`];
    case 'failed':
      return [`failed: ${end.message}${end.type === null ? '' : ` (${end.type})`}`];
    default:
      return end satisfies never;
  }
}
