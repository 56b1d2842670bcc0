import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Connected, connectTo } from './connected.ts';
import type { Io } from './io.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import { type PlaceOptions, placeOf } from './place.ts';
import { type Progress, type ProgressOptions, progressBar } from './progress-bar.ts';

/** The options that every command has. */
export interface CommonOptions extends PlaceOptions {
  readonly table?: string;
  readonly config?: string;
  readonly json?: true;
  readonly debug?: true;
}

/** One call of a command: what it works with, and how it tells of it. */
export class CommandRun {
  readonly io: Io;
  readonly options: CommonOptions;
  /** Once `connect` was called; messages name the place. */
  connected: Connected | undefined;
  readonly #ends: (() => unknown)[] = [];
  #config: Promise<LoadedConfig> | undefined;

  constructor(io: Io, options: CommonOptions) {
    this.io = io;
    this.options = options;
  }

  /** Asks the command to come to a clean end: Ctrl-C. */
  get signal(): AbortSignal {
    return this.io.signal;
  }

  /** A path that the user gave, as given where that is the same file. */
  path(given: string): string {
    const full = resolve(this.io.cwd, given);
    return full === resolve(given) ? given : full;
  }

  /** The project's config, loaded once. */
  config(): Promise<LoadedConfig> {
    this.#config ??= loadConfig(this.options.config, this.io.cwd);
    return this.#config;
  }

  /**
   * A connection to the config's table, closed when the command ends.
   *
   * @param writes whether the command changes anything: then it goes to AWS only with `--aws`
   * @throws UsageError when it is not clear where to.
   */
  async connect({ writes }: { readonly writes: boolean }): Promise<Connected> {
    const config = await this.config();
    const place = placeOf(this.options, config, this.io.env.DYNAMODB_ENDPOINT, writes);
    const connected = await connectTo(config, place, this.options.table);
    this.atEnd(() => connected.db.client.destroy());
    this.connected = connected;
    return connected;
  }

  /** The result, on standard output: as one JSON document with `--json`, else as text. Called once. */
  result(document: unknown, text: () => string): void {
    const output = this.options.json ? JSON.stringify(document, exact, 2) : text();
    this.io.stdout.write(`${output}\n`);
  }

  /** A remark, on standard error. */
  note(text: string): void {
    this.io.stderr.write(`${text}\n`);
  }

  /** A bar on standard error; it ends with the command at the latest. */
  progress(options: ProgressOptions): Progress {
    const bar = progressBar(this.io.stderr, options);
    let ended = false;
    const end = () => {
      if (!ended) bar.end();
      ended = true;
    };
    this.atEnd(end);
    return { show: bar.show, end };
  }

  /** Whether the user says yes; `undefined` when there is no terminal to ask on. */
  async confirm(question: string): Promise<boolean | undefined> {
    const { stdin, stderr, signal } = this.io;
    if (!stdin.isTTY || !stderr.isTTY) return undefined;
    const ask = createInterface({ input: stdin, output: stderr });
    try {
      return /^y(?:es)?$/i.test((await ask.question(`${question} [y/N] `, { signal })).trim());
    } finally {
      ask.close();
    }
  }

  /** What has to be done however the command ends; the last one first. */
  atEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

/** Numbers that a `number` does not hold, as text with all their digits. */
function exact(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
