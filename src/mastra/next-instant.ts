/** The time of a change, as it is stored: later than the one before, whatever the clocks of the writers say. */
export function nextInstant(now: Date, previous: string | undefined): string {
  const before = previous === undefined ? Number.NaN : Date.parse(previous);
  return new Date(Number.isNaN(before) ? now : Math.max(now.getTime(), before + 1)).toISOString();
}
