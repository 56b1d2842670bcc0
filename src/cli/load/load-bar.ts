import { SingleBar } from 'cli-progress';
import type { LoadProgress } from '../../batch/bulk-options.ts';

/** Shows how far a load is. */
export interface LoadBar {
  /** So many bytes of the file were read. */
  read(bytes: number): void;
  show(progress: LoadProgress): void;
  end(): void;
}

const SECOND_MS = 1_000;

/** A bar on a terminal, else one plain line. Both go to standard error, so that standard output is only the report. */
export function loadBar(title: string, fileBytes: number): LoadBar {
  if (!process.stderr.isTTY) {
    console.error(title);
    return { read: () => {}, show: () => {}, end: () => {} };
  }
  let bytes = 0;
  const bar = new SingleBar({
    format: `${title} {bar} {percentage} % | {written} items, {rate}/s | {failed} failed | {capacity} units | {left} left`,
    // Without these the bar listens for Ctrl-C and then the program goes on.
    gracefulExit: false,
    hideCursor: false,
  });
  bar.start(fileBytes, 0, { written: 0, rate: 0, failed: 0, capacity: 0, left: '?' });
  return {
    read: (more) => {
      bytes += more;
    },
    show: ({ written, failed, capacity = 0, ms }) => {
      const seconds = Math.max(ms, 1) / SECOND_MS;
      const left = bytes === 0 ? '?' : time((seconds * (fileBytes - bytes)) / bytes);
      bar.update(bytes, { written, failed, capacity, left, rate: Math.round(written / seconds) });
    },
    end: () => bar.stop(),
  };
}

/** `1:05:09`, or `5:09`. */
export function time(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, place) => (place === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
