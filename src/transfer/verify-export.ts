import { openTarget, type S3Options } from './target/open-target.ts';
import type { Verification, VerifyOptions } from './verify/verification.ts';
import { verifyTarget } from './verify/verify-target.ts';

/** How an export is verified. */
export interface VerifyExportOptions extends VerifyOptions {
  /** How S3 is reached. Default: the SDK's own settings. */
  readonly s3?: S3Options;
}

/**
 * Reads an export again with DuckDB, every file and every value, and compares it with its manifest: bytes and checksums, rows,
 * exact sums of numbers, lengths of texts, and whether each row is in its partition. Needs `@duckdb/node-api`.
 *
 * @param at a folder, or `s3://bucket/prefix`
 * @throws RequestError when there is no manifest, or DuckDB is not installed. What is wrong with files is in the answer.
 * @example
 * ```ts
 * import { verifyExport } from 'monotable/export';
 *
 * const { ok, differences } = await verifyExport('s3://analytics/shop');
 * if (!ok) console.error(differences); // ['order/…-0001.jsonl.gz has 2 rows; the manifest says 3.']
 * ```
 */
export async function verifyExport(at: string, options: VerifyExportOptions = {}): Promise<Verification> {
  const { s3, ...rest } = options;
  const target = await openTarget(at, s3);
  try {
    return await verifyTarget(target, rest);
  } finally {
    target.close();
  }
}
