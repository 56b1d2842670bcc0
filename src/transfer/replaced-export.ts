import { join } from 'node:path';
import { RequestError } from '../errors.ts';
import { type Manifest, manifestText } from '../export/manifest.ts';
import { readManifest } from '../export/read-manifest.ts';
import type { ExportOptions } from './export-options.ts';
import type { StoredText, Target } from './target/target.ts';
import { readJson, type WorkFolder, writeJson } from './work-folder.ts';

/** Written last, it says that an export is complete. */
export const MANIFEST_FILE = 'manifest.json';

/** The export that is in the target already, to be replaced by this one. */
export interface Replaced {
  /** Of its manifest; `undefined` when there is none. */
  readonly version: string | undefined;
  readonly paths: readonly string[];
  /** This export's own manifest: it was killed after that was written. */
  readonly complete?: Manifest;
}

/** @throws RequestError when there is an export, and it may not be replaced. */
export async function replacedBy(
  found: StoredText | undefined,
  options: ExportOptions,
  target: Target,
  work: WorkFolder,
): Promise<Replaced> {
  const file = join(work.path, 'replaced.json');
  const before = work.resumed ? await readJson<Replaced>(file) : undefined;
  if (found !== undefined) {
    const manifest = readManifest(found.text, `${target.name}/${MANIFEST_FILE}`);
    if (manifest.run === work.run.run) {
      return { version: found.version, paths: before?.paths ?? [], complete: manifest };
    }
    if (options.replace !== true) {
      // Nothing was begun that somebody could want to go on with.
      if (!work.resumed) await work.remove();
      throw new RequestError(
        `In ${target.name} is an export already, run ${manifest.run} of table ${manifest.table} with ${manifest.rows} rows. Take another target, or replace it.`,
      );
    }
    const paths = manifest.entities.flatMap(({ files }) => files.map(({ path }) => path));
    const replaced = { version: found.version, paths };
    await writeJson(file, replaced);
    return replaced;
  }
  return { version: undefined, paths: [] };
}

/** @throws RequestError when another export was completed meanwhile. */
export async function putManifest(
  manifest: Manifest,
  target: Target,
  { version }: Replaced,
  options: ExportOptions,
): Promise<void> {
  const seen = version === undefined ? 'absent' : { version };
  if (await target.putText(MANIFEST_FILE, manifestText(manifest), seen, options)) return;
  throw new RequestError(
    `Another export to ${target.name} was completed while this one went on; the files of this one, ${manifest.run}, are in none.`,
  );
}
