import { RequestError, shown } from '../../errors.ts';
import { checkPath } from './target-path.ts';

/** A bucket, and what the keys in it begin with. */
export interface S3Location {
  /** As messages name it, without a `/` at its end: `s3://bucket/raw`. */
  readonly name: string;
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
}

// Amazon S3 User Guide, "General purpose buckets naming rules".
const BUCKET = /^(?=.{3,63}$)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Reads `s3://bucket/prefix`; `undefined` for anything that does not begin with `s3://`.
 *
 * @throws RequestError when the text is empty, or no bucket or prefix stands there.
 */
export function parseS3Location(to: string): S3Location | undefined {
  if (typeof to !== 'string' || to === '') {
    throw new RequestError(`A target is a folder or s3://bucket/prefix, not ${shown(to)}.`);
  }
  if (!to.startsWith('s3://')) return undefined;
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)(.*)$/s.exec(to) ?? [];
  if (!BUCKET.test(bucket) || bucket.endsWith('-') || ADDRESS.test(bucket)) {
    throw new RequestError(`${shown(bucket)} in the target ${shown(to)} is not the name of a bucket.`);
  }
  const prefix = rest.replace(/^\//, '').replace(/\/$/, '');
  if (prefix === '') return { name: `s3://${bucket}`, bucket, prefix: '' };
  checkPath(prefix, `The prefix of the target ${shown(to)},`);
  return { name: `s3://${bucket}/${prefix}`, bucket, prefix: `${prefix}/` };
}
