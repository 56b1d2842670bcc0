import { CommandRun } from '../../src/cli/command-run.ts';
import { connectTo } from '../../src/cli/connected.ts';
import { type LoadedFile, type LoadFileOptions, loadFile } from '../../src/cli/load/load-file.ts';
import { loadConfig } from '../../src/cli/load-config.ts';
import { capturedIo } from './captured-io.ts';

/** How a file is loaded, and where to. */
export interface LoadHereOptions extends LoadFileOptions {
  readonly endpoint: string;
  readonly table?: string;
  /** Default: that of this repository, which has the shop. */
  readonly config?: string;
}

/** What a load came to, and what it told meanwhile. */
export interface LoadedHere extends LoadedFile {
  readonly told: string;
}

/** Loads a file in this process, as the command does. */
export async function loadHere(
  path: string,
  { endpoint, table, config, ...options }: LoadHereOptions,
  signal = new AbortController().signal,
): Promise<LoadedHere> {
  const io = capturedIo({ signal });
  const loaded = await loadConfig(config, process.cwd());
  const connected = await connectTo(loaded, { endpoint, region: 'local' }, table);
  try {
    const result = await loadFile(path, options, connected, new CommandRun(io, {}));
    return { ...result, told: (await io.written()).stderr };
  } finally {
    connected.db.client.destroy();
  }
}
