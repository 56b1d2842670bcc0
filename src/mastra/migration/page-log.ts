import type { SkipReason } from './migrated-item.ts';
import type { MigrationCheckpoint } from './migration-checkpoint.ts';
import type { ScannedPage } from './scan-segments.ts';

/** What became of the items of one page. */
export interface PageEntry {
  /** One item of this kind is to be written. */
  migrate(kind: string): void;
  /** One is left behind. `kind`: it was counted as one to be written. */
  skip(reason: SkipReason, kind?: string): void;
  /** All its writes are given out: it is over when so many of all are done. */
  end(writes: number): void;
}

/**
 * Turns the position in the stream of writes into a checkpoint: pages come out of several segments in any order, and a
 * segment may be taken up after a page only when every write of that page is done.
 */
export class PageLog {
  #checkpoint: MigrationCheckpoint;
  readonly #pages: Page[] = [];

  constructor(checkpoint: MigrationCheckpoint) {
    this.#checkpoint = checkpoint;
  }

  get checkpoint(): MigrationCheckpoint {
    return this.#checkpoint;
  }

  begin({ segment, position }: ScannedPage): PageEntry {
    const page: Page = { segment, position, migrated: {}, skipped: {}, end: undefined };
    this.#pages.push(page);
    const count = (counts: Record<string, number>, name: string, by: number) => {
      counts[name] = (counts[name] ?? 0) + by;
    };
    return {
      migrate: (kind) => count(page.migrated, kind, 1),
      skip: (reason, kind) => {
        count(page.skipped, reason, 1);
        if (kind !== undefined) count(page.migrated, kind, -1);
      },
      end: (writes) => {
        page.end = writes;
      },
    };
  }

  /** The checkpoint when so many writes, from the first on, are done. */
  passed(writes: number): MigrationCheckpoint {
    for (let page = this.#pages[0]; page?.end !== undefined && page.end <= writes; page = this.#pages[0]) {
      this.#pages.shift();
      const { segments, migrated, skipped, ...tables } = this.#checkpoint;
      const { segment, position } = page;
      this.#checkpoint = {
        ...tables,
        segments: segments.map((one, place) => (place === segment ? position : one)),
        migrated: sum(migrated, page.migrated),
        skipped: sum(skipped, page.skipped),
      };
    }
    return this.#checkpoint;
  }
}

interface Page extends Pick<ScannedPage, 'segment' | 'position'> {
  readonly migrated: Record<string, number>;
  readonly skipped: Record<string, number>;
  end: number | undefined;
}

function sum(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) {
  const counts = { ...one };
  for (const [name, count] of Object.entries(other)) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}
