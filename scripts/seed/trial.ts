import { plainTable } from './plainTable.ts';

/** How many there are of what: `{ placed: 5, 'out of stock': 15 }`. */
export type Figures = Readonly<Record<string, number>>;

/** Transactions that were sent, what came of them, and what the table then held. */
export interface Trial {
  readonly what: string;
  readonly outcome: Figures;
  readonly readBack: Figures;
}

/** What was found, if it is what was expected. */
export function exactly(found: Trial, expected: Pick<Trial, 'outcome' | 'readBack'>): Trial {
  const texts = [found, expected].map(({ outcome, readBack }) => `${text(outcome)}; ${text(readBack)}`);
  if (texts[0] === texts[1]) return found;
  throw new Error(`The figures are not exact. ${found.what}: ${texts.join(', instead of ')}.`);
}

/** The trials as a table for a terminal. */
export function trialTable(trials: readonly Trial[]): string {
  const rows = trials.map(({ what, outcome, readBack }) => [what, text(outcome), text(readBack)]);
  return plainTable(['transactions', 'outcome', 'read back'], rows);
}

function text(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${figure} ${name}`)
    .join(', ');
}
