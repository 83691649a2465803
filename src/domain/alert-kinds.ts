/**
 * What an alert is about. `asks`: a person has to do something. `trouble`: people should know at once, and nothing is
 * asked of them. `ends`: a rollout is over. `news`: the rest, told to nobody who did not choose it.
 */
export type AlertGroup = 'asks' | 'trouble' | 'ends' | 'news';

/** How bad, as pagers put it. */
export type AlertSeverity = 'info' | 'warning' | 'error' | 'critical';

interface AlertFacts {
  readonly group: AlertGroup;
  readonly severity: AlertSeverity;
  /** What happened, in a few words. */
  readonly headline: string;
}

export const ALERT_KINDS = {
  gateWaits: { group: 'asks', severity: 'warning', headline: 'a gate waits for approval' },
  flaggedForReview: { group: 'asks', severity: 'warning', headline: 'flagged for review' },
  clearanceWaits: { group: 'asks', severity: 'warning', headline: 'held before a wave' },
  capacityShort: { group: 'asks', severity: 'warning', headline: 'too few agents to go on' },
  envelopeAsked: {
    group: 'asks',
    severity: 'warning',
    headline: 'weights would go beyond what was approved',
  },
  rollbackHeld: { group: 'asks', severity: 'critical', headline: 'a rollback is held' },
  orgsStranded: { group: 'asks', severity: 'critical', headline: 'orgs are stranded' },
  driftFound: { group: 'asks', severity: 'warning', headline: 'orgs differ from what was written' },
  breakerTripped: { group: 'trouble', severity: 'error', headline: 'taking back' },
  flagRaised: { group: 'trouble', severity: 'warning', headline: 'past a threshold, maybe chance' },
  stagingGateFailed: {
    group: 'trouble',
    severity: 'error',
    headline: 'staging has not passed a release',
  },
  deliveryFailed: {
    group: 'trouble',
    severity: 'warning',
    headline: 'an alert did not get through',
  },
  finished: { group: 'ends', severity: 'info', headline: 'the rollout is over' },
  capacityBack: { group: 'news', severity: 'info', headline: 'enough agents again' },
  answered: { group: 'news', severity: 'info', headline: 'nothing is asked any more' },
  test: { group: 'asks', severity: 'info', headline: 'a test alert' },
} as const satisfies Readonly<Record<string, AlertFacts>>;

export type AlertKind = keyof typeof ALERT_KINDS;

export const ALERT_CHANNELS = ['slack', 'webhook', 'pagerduty', 'mail'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** Which channel hears of what. */
export type AlertRoutes = Readonly<Record<AlertChannel, readonly AlertKind[]>>;

const kinds = Object.keys(ALERT_KINDS) as AlertKind[];
const groups: readonly string[] = ['asks', 'trouble', 'ends', 'news'] satisfies AlertGroup[];

function kindsOf(...chosen: readonly AlertGroup[]): AlertKind[] {
  return kinds.filter((kind) => chosen.includes(ALERT_KINDS[kind].group));
}

const NOT_FOR_THE_NIGHT: readonly AlertKind[] = ['driftFound', 'flagRaised', 'stagingGateFailed'];

/** Quiet where nothing is asked of people; and nobody is woken by an end. */
export const DEFAULT_ROUTES: AlertRoutes = {
  slack: kindsOf('asks', 'trouble', 'ends'),
  webhook: kindsOf('asks', 'trouble', 'ends'),
  mail: kindsOf('asks', 'trouble', 'ends'),
  pagerduty: kindsOf('asks', 'trouble').filter((kind) => !NOT_FOR_THE_NIGHT.includes(kind)),
};

/**
 * Reads `slack: asks, ends; mail: all; pagerduty: rollbackHeld`; a channel that is not named keeps its default. Where it
 * cannot be read, the problem, which names the word.
 */
export function readAlertRoutes(text: string): AlertRoutes | string {
  const routes: Record<AlertChannel, readonly AlertKind[]> = { ...DEFAULT_ROUTES };
  for (const part of text.split(';').filter((piece) => piece.trim() !== '')) {
    const [name = '', list, ...more] = part.split(':').map((word) => word.trim());
    if (!isChannel(name) || list === undefined || more.length > 0)
      return `has "${part.trim()}": write channel: events, with one of ${ALERT_CHANNELS.join(', ')} as the channel`;
    const words = list.split(/[\s,]+/).filter((word) => word !== '');
    const unknown = words.find((word) => chosenBy(word) === null);
    if (unknown !== undefined)
      return `has the event "${unknown}"; there are ${[...kinds, ...groups, 'all', 'none'].join(', ')}`;
    routes[name] = [...new Set(words.flatMap((word) => chosenBy(word) ?? []))];
  }
  return routes;
}

function chosenBy(word: string): readonly AlertKind[] | null {
  if (word === 'all') return kinds;
  if (word === 'none') return [];
  if (Object.hasOwn(ALERT_KINDS, word)) return [word as AlertKind];
  return groups.includes(word) ? kindsOf(word as AlertGroup) : null;
}

function isChannel(name: string): name is AlertChannel {
  return (ALERT_CHANNELS as readonly string[]).includes(name);
}
