import type { LoadProgress } from '../../batch/bulk-options.ts';
import type { CommandRun } from '../command-run.ts';
import { timeText } from '../progress-bar.ts';

/** Shows how far a load is. */
export interface LoadBar {
  /** So many bytes of the file were read. */
  read(bytes: number): void;
  show(progress: LoadProgress): void;
  end(): void;
}

const SECOND_MS = 1_000;

/** The part of the file that was read, items a second, and the time that is left. */
export function loadBar(run: Pick<CommandRun, 'progress'>, title: string, fileBytes: number): LoadBar {
  const bar = run.progress({
    title,
    total: fileBytes,
    format: '{percentage} % | {written} items, {rate}/s | {failed} failed | {capacity} units | {left} left',
    values: { written: 0, rate: 0, failed: 0, capacity: 0, left: '?' },
  });
  let bytes = 0;
  return {
    read: (more) => {
      bytes += more;
    },
    show: ({ written, failed, capacity = 0, ms }) => {
      const seconds = Math.max(ms, 1) / SECOND_MS;
      const left = bytes === 0 ? '?' : timeText((seconds * (fileBytes - bytes)) / bytes);
      bar.show(bytes, { written, failed, capacity, left, rate: Math.round(written / seconds) });
    },
    end: bar.end,
  };
}
