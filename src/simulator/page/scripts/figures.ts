/** What the counts of an org mean: ratios over time, how things stand now, and how bad that is. */
export const figuresScript = String.raw`
const recentMinutes = 10;

export function figuresOf(series, stepSeconds) {
  const { answered, abandoned, waitSeconds } = series;
  const calls = answered.map((count, step) => count + abandoned[step]);
  const from = -Math.max(1, Math.round((recentMinutes * 60) / stepSeconds));
  const recent = (counts) => counts.slice(from).reduce((sum, count) => sum + count, 0);
  const [recentCalls, recentAnswered] = [recent(calls), recent(answered)];
  const perMinute = 60 / stepSeconds;
  return {
    calls: calls.map((count) => count * perMinute),
    abandonment: calls.map((count, step) => ratio(abandoned[step], count)),
    answer: answered.map((count, step) => ratio(waitSeconds[step], count)),
    now: {
      calls: (recentCalls * perMinute) / Math.min(-from, calls.length),
      abandonment: ratio(recent(abandoned), recentCalls),
      answer: ratio(recent(waitSeconds), recentAnswered),
      // As if every org had had ten more calls with 3 % abandonment: few calls make no alarm.
      badness: (recent(abandoned) + 0.3) / (recentCalls + 10),
    },
  };
}

/** The counts of all orgs, added up. */
export function sumOf(allSeries) {
  const sum = (name) => allSeries.reduce(
    (sums, series) => series[name].map((value, step) => value + (sums[step] ?? 0)), []);
  return { answered: sum('answered'), abandoned: sum('abandoned'), waitSeconds: sum('waitSeconds') };
}

export function stateOf({ now }) {
  if (now.abandonment === null) return 'quiet';
  if (now.badness >= 0.1 || (now.answer ?? 0) >= 60) return 'trouble';
  return now.badness >= 0.06 || (now.answer ?? 0) >= 30 ? 'watch' : 'fine';
}

export function percent(share) {
  return share === null ? '–' : (share * 100).toFixed(1) + ' %';
}

export function seconds(count) {
  return count === null ? '–' : count.toFixed(count < 10 ? 1 : 0) + ' s';
}

function ratio(part, whole) {
  return whole === 0 ? null : part / whole;
}
`;
