import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestError } from '../../errors.ts';
import type { ManifestEntity } from '../../export/manifest.ts';
import { readManifest } from '../../export/read-manifest.ts';
import { loadPart } from '../load-part.ts';
import { localFile } from './local-file.ts';
import type { Verification, VerifiedTarget, VerifyOptions } from './verification.ts';
import type { EntityCheck } from './verify-entity.ts';

const MANIFEST_FILE = 'manifest.json';

/**
 * Reads an export again, every file and every value, and compares it with its manifest: bytes and SHA-256 of each file, its
 * rows and their partition; of each column the count of values, the exact sum of its numbers and the bytes of its texts.
 * DuckDB does the reading, so that it is another program than the one that wrote. One file at a time is on this computer.
 *
 * @throws RequestError when there is no manifest, or DuckDB is not installed. What is wrong with files is in the answer.
 */
export async function verifyTarget(
  target: VerifiedTarget,
  options: VerifyOptions = {},
): Promise<Verification> {
  const stored = await target.getText(MANIFEST_FILE, options);
  if (stored === undefined) {
    throw new RequestError(
      `${target.name} has no ${MANIFEST_FILE}: no export there is complete. A manifest is written when all files are.`,
    );
  }
  const manifest = readManifest(stored.text, `${target.name}/${MANIFEST_FILE}`);
  const { Duckdb, EntityCheck } = await loadPart('Verification', ['@duckdb/node-api'], async () => ({
    ...(await import('./duckdb.ts')),
    ...(await import('./verify-entity.ts')),
  }));
  const folder = await mkdtemp(join(tmpdir(), 'monotable-verify-'));
  const duckdb = await Duckdb.open(folder);
  const interrupt = () => duckdb.interrupt();
  options.abortSignal?.addEventListener('abort', interrupt);
  try {
    const progress = progressOf(manifest.entities, options);
    const results: ReturnType<EntityCheck['result']>[] = [];
    for (const entity of manifest.entities) {
      const check = new EntityCheck(manifest, entity, duckdb);
      await findStrays(check, entity, target, options);
      for (const file of entity.files) {
        progress.before();
        await verifyFile(check, file, target, folder, options);
        progress.after(file.bytes);
      }
      results.push(check.result());
    }
    progress.before();
    const entities = results.map(({ verified }) => verified);
    const differences = entities.flatMap((entity) => entity.differences);
    const unchecked = results.flatMap((result) => result.unchecked);
    return { ok: differences.length === 0, run: manifest.run, entities, differences, unchecked };
  } finally {
    options.abortSignal?.removeEventListener('abort', interrupt);
    duckdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function verifyFile(
  check: EntityCheck,
  file: ManifestEntity['files'][number],
  target: VerifiedTarget,
  folder: string,
  options: VerifyOptions,
): Promise<void> {
  try {
    const local = await localFile(target, file.path, folder, options);
    await check.file(file, local);
  } catch (error) {
    options.abortSignal?.throwIfAborted();
    if (!(error instanceof RequestError)) throw error;
    check.missing(file.path, error.message);
  }
  options.abortSignal?.throwIfAborted();
}

/** Files beside those of the manifest. Athena and DuckDB pass over names that begin with `_` or `.`. */
async function findStrays(
  check: EntityCheck,
  { prefix, files }: ManifestEntity,
  target: VerifiedTarget,
  options: VerifyOptions,
): Promise<void> {
  if (target.list === undefined) return;
  const known = new Set(files.map(({ path }) => path));
  const strays: string[] = [];
  for await (const path of target.list(prefix, options)) {
    if (!known.has(path) && !path.split('/').some((part) => /^[_.]/.test(part))) strays.push(path);
  }
  for (const path of strays.sort()) check.stray(path);
}

function progressOf(entities: readonly ManifestEntity[], { abortSignal, onProgress }: VerifyOptions) {
  const all = entities.flatMap(({ files }) => files);
  const ofBytes = all.reduce((sum, file) => sum + file.bytes, 0);
  let files = 0;
  let bytes = 0;
  return {
    before(): void {
      abortSignal?.throwIfAborted();
      onProgress?.({ files, ofFiles: all.length, bytes, ofBytes });
    },
    after(fileBytes: number): void {
      files += 1;
      bytes += fileBytes;
    },
  };
}
