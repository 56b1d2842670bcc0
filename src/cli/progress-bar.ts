import { SingleBar } from 'cli-progress';

/** What stands in the places `{…}` of a bar's format. */
export type ProgressValues = Readonly<Record<string, string | number>>;

/** How a piece of work is shown while it goes on. */
export interface ProgressOptions {
  /** Before the bar, and all that is shown where there is no terminal. */
  readonly title: string;
  /** What is all of it: bytes, items; may be an estimate. */
  readonly total: number;
  /** What follows the bar: `{percentage} % | {items} items`. There are `{value}`, `{total}`, `{percentage}` and the values. */
  readonly format: string;
  /** What stands in the format's places at the beginning. */
  readonly values: ProgressValues;
}

/** Shows how far a piece of work is. */
export interface Progress {
  /** @param done how much of the total; the total grows with it where it was too low */
  show(done: number, values: ProgressValues): void;
  end(): void;
}

/** A bar on a terminal, else one plain line. */
export function progressBar(stderr: NodeJS.WriteStream, options: ProgressOptions): Progress {
  const { title, total, format, values } = options;
  if (!stderr.isTTY) {
    stderr.write(`${title}\n`);
    return { show: () => {}, end: () => {} };
  }
  const bar = new SingleBar({
    // A title may hold what looks like a place.
    format: `{title} {bar} ${format}`,
    stream: stderr,
    // Without these the bar listens for Ctrl-C and then the program goes on.
    gracefulExit: false,
    hideCursor: false,
  });
  bar.start(Math.max(total, 1), 0, { title, ...values });
  return {
    show: (done, more) => {
      if (done > bar.getTotal()) bar.setTotal(done);
      bar.update(done, more);
    },
    end: () => bar.stop(),
  };
}

/** `1:05:09`, or `5:09`. */
export function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, place) => (place === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
