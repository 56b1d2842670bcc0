import { join } from 'node:path';
import { RequestError } from '../errors.ts';
import { type Manifest, manifestText } from '../export/manifest.ts';
import { readManifest } from '../export/read-manifest.ts';
import type { ExportOptions } from './export-options.ts';
import type { Target, TargetOptions } from './target/target.ts';
import { removeRun } from './target-files.ts';
import { readJson, type WorkFolder, writeJson } from './work-folder.ts';

/** Written last, it says that an export is complete. */
export const MANIFEST_FILE = 'manifest.json';
const REPLACED_FILE = 'replaced.json';

/** An export that is in the target already. */
export interface FoundExport {
  readonly manifest: Manifest;
  readonly version: string;
}

/** The export that is in the target already, to be replaced by this one. */
export interface Replaced {
  /** Of its manifest; `undefined` when there is none. */
  readonly version: string | undefined;
  /** Its files, which are removed when this export is complete. */
  readonly paths: readonly string[];
  /** This export's own manifest: it was killed after that was written. */
  readonly complete?: Manifest;
}

/** The export in a target, if one is complete there. */
export async function findExport(target: Target, options: TargetOptions): Promise<FoundExport | undefined> {
  const found = await target.getText(MANIFEST_FILE, options);
  if (found === undefined) return undefined;
  return {
    manifest: readManifest(found.text, `${target.name}/${MANIFEST_FILE}`),
    version: found.version,
  };
}

/** @throws RequestError when there is an export, and it may not be replaced. */
export async function replacedBy(
  found: FoundExport | undefined,
  options: ExportOptions,
  target: Target,
  work: WorkFolder,
): Promise<Replaced> {
  const before = work.resumed ? await replacedBefore(work.path) : [];
  if (found === undefined) return { version: undefined, paths: before };
  const { manifest, version } = found;
  if (manifest.run === work.run.run) return { version, paths: before, complete: manifest };
  if (options.replace !== true) {
    // Nothing was begun that somebody could want to go on with.
    if (!work.resumed) await work.remove();
    throw new RequestError(
      `In ${target.name} is an export already, run ${manifest.run} of table ${manifest.table} with ${manifest.rows} rows. Take another target, or replace it.`,
    );
  }
  const paths = [...new Set([...before, ...pathsOf(manifest)])];
  await writeJson(join(work.path, REPLACED_FILE), { paths });
  return { version, paths };
}

/**
 * Removes what a run that is not gone on with has left in the target, and what it was about to remove: queries would read
 * both.
 */
export async function forgetRun(
  target: Target,
  path: string,
  run: string,
  found: FoundExport | undefined,
): Promise<void> {
  const kept = new Set(found === undefined ? [] : pathsOf(found.manifest));
  const replaced = await replacedBefore(path).catch(() => []);
  // Without the manifest of the run, those are an export that is still in force.
  if (found?.manifest.run === run) await target.remove(replaced.filter((each) => !kept.has(each)));
  await removeRun(target, run, kept);
}

/** @throws RequestError when another export was completed meanwhile; then the files of this one are removed. */
export async function putManifest(
  manifest: Manifest,
  target: Target,
  { version }: Replaced,
  work: WorkFolder,
  options: TargetOptions,
): Promise<void> {
  const seen = version === undefined ? 'absent' : { version };
  if (await target.putText(MANIFEST_FILE, manifestText(manifest), seen, options)) return;
  await removeRun(target, manifest.run, new Set());
  await work.remove();
  throw new RequestError(
    `Another export to ${target.name} was completed while this one went on, so the files of this one were removed.`,
  );
}

/** The paths of all files of an export. */
export function pathsOf({ entities }: Manifest): readonly string[] {
  return entities.flatMap(({ files }) => files.map(({ path }) => path));
}

async function replacedBefore(path: string): Promise<readonly string[]> {
  return (await readJson(join(path, REPLACED_FILE), isReplaced))?.paths ?? [];
}

function isReplaced(json: unknown): json is { readonly paths: readonly string[] } {
  return Array.isArray((json as { paths?: unknown } | null)?.paths);
}
