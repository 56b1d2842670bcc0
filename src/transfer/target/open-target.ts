import { stat } from 'node:fs/promises';
import { RequestError, shown } from '../../errors.ts';
import { loadPart } from '../load-part.ts';
import { FolderTarget } from './folder-target.ts';
import { parseS3Location } from './s3-location.ts';
import type { Target } from './target.ts';

/** How S3 is reached. What is not said comes from the environment, as for every program that uses the AWS SDK. */
export interface S3Options {
  /** An `S3Client` of the caller's, used as it is and never destroyed; the other options are not read then. */
  readonly client?: object | undefined;
  /** The region of the bucket. With another one the first request is refused, and sent again to the bucket's. */
  readonly region?: string | undefined;
  /** Another server than AWS: `http://localhost:9000`. */
  readonly endpoint?: string | undefined;
  /** The bucket in the path and not in the host's name; so by default where an `endpoint` is given. */
  readonly forcePathStyle?: boolean | undefined;
}

/**
 * Opens the place of an export's files. Nothing is read or written yet, and folders are made when they are needed.
 *
 * @param to `s3://bucket`, `s3://bucket/prefix`, or a folder
 * @throws RequestError when it is neither, or when `@aws-sdk/client-s3` is not installed.
 */
export async function openTarget(to: string, s3: S3Options = {}): Promise<Target> {
  const location = parseS3Location(to);
  if (location === undefined) return new FolderTarget(await folderIn(to));
  const { openS3Target } = await loadPart('S3', ['@aws-sdk/client-s3'], () => import('./s3-target.ts'));
  return openS3Target(location, s3);
}

async function folderIn(to: string): Promise<string> {
  if (to.includes('://') || /^(?:file|s3):/i.test(to)) {
    throw new RequestError(`The target ${shown(to)} is neither a folder nor s3://bucket/prefix.`);
  }
  if (to.includes('\0')) {
    throw new RequestError(`The target ${shown(to)} is no folder: it has a NUL in it.`);
  }
  if (/^~(?:\/|$)/.test(to)) {
    throw new RequestError(
      `The target ${shown(to)} begins with "~", which only a shell replaces: write the folder out.`,
    );
  }
  const there = await stat(to).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RequestError(`The target ${shown(to)} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  });
  if (there?.isDirectory() === false) {
    throw new RequestError(`The target ${shown(to)} is a file; an export needs a folder.`);
  }
  return to;
}
