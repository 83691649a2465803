/** An ISO 8601 duration, as CXone writes its averages: a text, not a number. */
export function durationOf(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const rest = (milliseconds % 60_000) / 1000;
  const parts = [
    hours > 0 ? `${hours}H` : '',
    minutes > 0 ? `${minutes}M` : '',
    rest > 0 || milliseconds === 0 ? `${rest}S` : '',
  ];
  return `PT${parts.join('')}`;
}
