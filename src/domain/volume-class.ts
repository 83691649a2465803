/** How many calls an org has beside the others: a third of them each. `unknown`: its telemetry could not be read. */
export type VolumeClass = 'low' | 'middle' | 'high' | 'unknown';

/** Classes by org, in thirds of the orgs whose calls are known; orgs with equally many calls are in one class. */
export function volumeClasses(
  callsPerHour: ReadonlyMap<string, number | null>,
): ReadonlyMap<string, VolumeClass> {
  const known = [...callsPerHour.values()].filter((calls) => calls !== null).sort((a, b) => a - b);
  const cut = (share: number): number => known[Math.floor(known.length * share)] ?? 0;
  const [low, high] = [cut(1 / 3), cut(2 / 3)];
  const classOf = (calls: number | null): VolumeClass => {
    if (calls === null) return 'unknown';
    if (calls < low) return 'low';
    return calls < high ? 'middle' : 'high';
  };
  return new Map([...callsPerHour].map(([org, calls]) => [org, classOf(calls)]));
}
