import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { attemptsOf } from '../../client/attempts.ts';
import { contentType } from './content-type.ts';
import type { S3Connection } from './s3-connection.ts';
import { statusOf } from './s3-error.ts';
import type { StoredText, TextVersion } from './target.ts';

/** How often a write is sent that met another one on its way. S3 asks to repeat it, and the SDK does not. */
const CONFLICT_ATTEMPTS = 4;
const CONFLICT_PAUSE_MS = 100;

/** A text to be written where it is expected to be as it was seen. */
export interface ConditionalText {
  readonly bucket: string;
  readonly key: string;
  readonly text: string;
  readonly seen: 'absent' | TextVersion;
}

/**
 * Writes a text under a condition; false when that is not so. A write that was carried out although its answer was lost is
 * refused when the SDK sends it again: then what is there decides, and the same text counts as this one.
 *
 * @param stored reads the text.
 */
export async function putConditionally(
  s3: S3Connection,
  { bucket, key, text, seen }: ConditionalText,
  stored: () => Promise<StoredText | undefined>,
  abortSignal: AbortSignal | undefined,
): Promise<boolean> {
  const condition = seen === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: seen.version };
  let repeated = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const Body = Buffer.from(text);
      const ContentType = contentType(key);
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType, ...condition });
      await s3.send(put, abortSignal);
      return true;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      repeated ||= attemptsOf(error) > 1;
      if (refusal === 'changed' || attempt === CONFLICT_ATTEMPTS) {
        return repeated && (await stored())?.text === text;
      }
      abortSignal?.throwIfAborted();
      await sleep(CONFLICT_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/** What S3 says of a condition: API reference, PutObject, `If-Match` and `If-None-Match`. */
function refusalOf(error: unknown): 'changed' | 'conflict' | undefined {
  const { name } = error as { name?: string };
  // With If-Match, where there is nothing to match.
  if (name === 'NoSuchKey') return 'changed';
  const status = statusOf(error);
  if (status === 412) return 'changed';
  return status === 409 ? 'conflict' : undefined;
}
