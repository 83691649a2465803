import type { FollowedStrategy, MoveResult, StrategyLook } from '../../activities/types.js';
import { startController, type ControllerState } from '../../domain/capacity/controller.js';
import type {
  BalancingFinding,
  BalancingNote,
  BalancingProgress,
  EnvelopeDecision,
  WiderEnvelope,
} from '../balancing-signals.js';

/** One look at the agents. */
export interface Looked {
  readonly number: number;
  /** Platform time where it is known, ISO 8601. */
  readonly at: string;
  readonly looks: readonly StrategyLook[];
  /** Why nothing could be looked at; null: it could. */
  readonly failure: string | null;
}

/** What people are told of one window at most: the rollout's history grows with every word. */
const MOST_NOTES = 20;
const LAST_NOTE = 'no more is told of the weights in this window: look at its balancing workflow';
const MOST_QUESTIONS = 5;

export function begin(): BalancingProgress {
  return {
    looks: 0,
    followed: [],
    said: {},
    notes: 0,
    asked: null,
    questions: 0,
    declined: [],
  };
}

/** What the window has to know of a look, and what is remembered of it. */
export function findingOf(
  { number, at, looks, failure }: Looked,
  before: BalancingProgress,
  from: string,
): { readonly finding: BalancingFinding | null; readonly progress: BalancingProgress } {
  const heard = new Set(looks.map(({ followed }) => followed.key));
  const followed = [
    ...before.followed.filter(({ key }) => !heard.has(key)),
    ...looks.map((one) => one.followed),
  ];
  const question = questionOf(looks, before);
  const { notes, said } = notesOf(looks, failure, before);
  const moves = looks.flatMap(({ move }) => move ?? []);
  const progress = {
    ...before,
    looks: number,
    followed,
    said,
    notes: before.notes + notes.length,
    ...(question === null ? {} : { asked: question.key, questions: before.questions + 1 }),
  };
  const isNothing = moves.length + notes.length === 0 && question === null;
  const about = { from, look: number, at, moves, notes };
  const finding = isNothing ? null : { ...about, ...(question === null ? {} : { question }) };
  return { finding, progress };
}

/** Weights that were not written are where the look found them, or where they were to go: the next look tells. */
export function withAnswer(
  progress: BalancingProgress,
  before: BalancingProgress,
  results: readonly MoveResult[],
): BalancingProgress {
  const followed = progress.followed.map((one): FollowedStrategy => {
    const result = results.find(({ key }) => key === one.key);
    if (result === undefined || result.state === 'moved') return one;
    if (result.state === 'blocked')
      return { ...one, stopped: result.reason ?? 'a person changed its weights' };
    const known = before.followed.find(({ key }) => key === one.key);
    return notWritten(one, known?.state ?? null);
  });
  return { ...progress, followed };
}

/** An attempt that nobody heard of may have written it all the same, and what was seen may be an earlier one's. */
function notWritten(one: FollowedStrategy, before: ControllerState | null): FollowedStrategy {
  const { tried: _, seen, ...rest } = one;
  const tried = one.state?.weights;
  const state =
    seen === undefined ? before : { ...(before ?? startController(seen)), weights: seen };
  return { ...rest, state, ...(tried === undefined ? {} : { tried }) };
}

/** What people said of the strategy that they were asked about. */
export function withDecision(
  progress: BalancingProgress,
  { key, envelope }: EnvelopeDecision,
): BalancingProgress {
  const asked = progress.asked === key ? null : progress.asked;
  if (envelope === null) return { ...progress, asked, declined: [...progress.declined, key] };
  const followed = progress.followed.map((one) => (one.key === key ? { ...one, envelope } : one));
  return { ...progress, asked, followed };
}

/** One at a time, and of no strategy of which people said no. */
function questionOf(
  looks: readonly StrategyLook[],
  { asked, declined, questions }: BalancingProgress,
): WiderEnvelope | null {
  if (asked !== null || questions >= MOST_QUESTIONS) return null;
  const wanting = looks.find(
    ({ wish, followed }) => wish !== undefined && !declined.includes(followed.key),
  );
  const { wish } = wanting ?? {};
  if (wanting === undefined || wish === undefined) return null;
  const { key } = wanting.followed;
  const bounds = Object.entries(wish.envelope.bounds).map(
    ([queue, { min, max }]) => `${queue} ${wish.weights[queue] ?? 0} (${min}–${max})`,
  );
  const text = `weights of ${key} may follow the agents as far as ${bounds.join(', ')}, which nobody approved`;
  return { key, text, envelope: wish.envelope };
}

/** What is new of a strategy; that all is well only after it was not. */
function notesOf(
  looks: readonly StrategyLook[],
  failure: string | null,
  before: BalancingProgress,
): { readonly notes: readonly BalancingNote[]; readonly said: Readonly<Record<string, string>> } {
  const said: Record<string, string> = { ...before.said };
  const notes: BalancingNote[] = [];
  const say = (key: string, state: string, note: BalancingNote): void => {
    const isNew = (said[key] ?? 'well') !== state;
    said[key] = state;
    const told = before.notes + notes.length;
    if (!isNew || told >= MOST_NOTES) return;
    const isLast = told === MOST_NOTES - 1;
    notes.push(isLast ? { ...note, text: `${note.text}; ${LAST_NOTE}` } : note);
  };
  if (failure !== null)
    say('', 'unknown', {
      text: `the agents cannot be looked at, so no weight is moved: ${failure}`,
    });
  else if (said[''] !== undefined) say('', 'well', { text: 'the agents can be looked at again' });
  for (const { change, reason, wish, followed } of looks) {
    const { key } = followed;
    if (change === 'stopped')
      say(key, change, { text: `weights of ${key} no longer follow the agents: ${reason}` });
    else if (change === 'unknown')
      say(key, change, { text: `weights of ${key} stay as they are: ${reason}` });
    else if (change === 'asks' && wish === undefined)
      say(key, 'nobody', { text: `callers of ${key} wait: ${reason}`, isShort: true });
    else say(key, 'well', { text: `weights of ${key} follow the agents again` });
  }
  return { notes, said };
}

/** For people who look at the workflow itself. Markdown. */
export function balanceBoard(
  org: string,
  { number, at, looks, failure }: Looked,
  { followed }: BalancingProgress,
): string {
  const rows = followed.map(({ key, state, stopped }) => {
    const weights = Object.entries(state?.weights ?? {}).map(([queue, one]) => `${queue} ${one}`);
    const reason = looks.find((one) => one.followed.key === key)?.reason ?? '';
    return `| ${key} | ${weights.join(', ')} | ${stopped ?? reason} |`;
  });
  const head = `Look ${number} at the agents of ${org}, ${at.slice(0, 19)}Z platform time.`;
  const table = ['| strategy | weights | |', '|---|---|---|', ...rows].join('\n');
  return failure === null ? `${head}\n\n${table}` : `${head} Nothing could be seen: ${failure}`;
}
