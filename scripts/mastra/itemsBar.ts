import { SingleBar } from 'cli-progress';

/** Shows how many items of a table are done. */
export interface ItemsBar {
  show(items: number): void;
  end(): void;
}

const SECOND_MS = 1_000;

/**
 * A bar on a terminal, else one plain line, both on standard error. `total` is an estimate: DynamoDB counts the items of a table every
 * six hours.
 */
export function itemsBar(title: string, total: number, before = 0): ItemsBar {
  if (!process.stderr.isTTY) {
    console.error(title);
    return { show: () => {}, end: () => {} };
  }
  const began = Date.now();
  const bar = new SingleBar({
    format: `${title} {bar} {value} of about {total} items | {rate}/s`,
    // Without these the bar listens for Ctrl-C and then the program goes on.
    gracefulExit: false,
    hideCursor: false,
  });
  bar.start(Math.max(total, before), before, { rate: 0 });
  return {
    show: (items) => {
      const seconds = Math.max(Date.now() - began, 1) / SECOND_MS;
      if (before + items > bar.getTotal()) bar.setTotal(before + items);
      bar.update(before + items, { rate: Math.round(items / seconds) });
    },
    end: () => bar.stop(),
  };
}
