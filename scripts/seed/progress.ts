import { SingleBar } from 'cli-progress';

/** Shows how far something is. */
export interface Progress {
  step(): void;
  end(): void;
}

/** A bar on a terminal, else one plain line. Both go to standard error, so that standard output is only the result. */
export function progressOf(title: string, total: number): Progress {
  if (!process.stderr.isTTY) {
    console.error(`${title}: ${total} items`);
    return { step: () => {}, end: () => {} };
  }
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total} items`,
    // Without these the bar listens for Ctrl-C and then the program goes on.
    gracefulExit: false,
    hideCursor: false,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), end: () => bar.stop() };
}
