import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { withOwnSignal } from '../../batch/own-signal.ts';
import { MonotableError, RequestError } from '../../errors.ts';
import type { S3Options } from './open-target.ts';
import { PartBuffers } from './part-buffers.ts';
import { S3Connection } from './s3-connection.ts';
import { type S3Act, s3Error } from './s3-error.ts';
import type { S3Location } from './s3-location.ts';
import { putConditionally } from './s3-text.ts';
import { uploadFile } from './s3-upload.ts';
import type { StoredText, Target, TargetOptions, TextVersion } from './target.ts';
import { checkPath } from './target-path.ts';
import { wholeBody } from './whole-body.ts';

/** API reference, DeleteObjects: "up to 1,000 object keys". */
const MAX_DELETES = 1000;
/** How many of the files that could not be removed are named. */
const NAMED = 3;

type Act = 'Reading' | 'Writing' | 'Listing' | 'Removing';

/** Of `s3:GetObject` alone, S3 says of a file that is not there that access is denied. */
const NEEDS: Readonly<Record<Act, string>> = {
  Reading: 's3:GetObject, and s3:ListBucket so that a missing file is told from a forbidden one',
  Writing: 's3:PutObject and s3:AbortMultipartUpload',
  Listing: 's3:ListBucket',
  Removing: 's3:DeleteObject',
};

/** Opens a prefix of a bucket. This file is loaded when a target is in S3, for its packages are optional. */
export function openS3Target(location: S3Location, options: S3Options): Target {
  return new S3Target(location, new S3Connection(options));
}

class S3Target implements Target {
  readonly name: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #s3: S3Connection;
  readonly #buffers = new PartBuffers();

  constructor({ name, bucket, prefix }: S3Location, s3: S3Connection) {
    this.name = name;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#s3 = s3;
  }

  async publish(file: string, path: string, options: TargetOptions = {}): Promise<void> {
    const to = { s3: this.#s3, buffers: this.#buffers, bucket: this.#bucket, key: this.#keyOf(path) };
    await this.#told('Writing', path, options.abortSignal, async () => {
      await withOwnSignal(options.abortSignal, (abortSignal) => uploadFile({ ...to, file, abortSignal }));
      await rm(file);
    });
  }

  async putText(
    path: string,
    text: string,
    seen: 'absent' | TextVersion,
    options: TargetOptions = {},
  ): Promise<boolean> {
    const write = { bucket: this.#bucket, key: this.#keyOf(path), text, seen };
    return this.#told('Writing', path, options.abortSignal, () =>
      withOwnSignal(options.abortSignal, (own) =>
        putConditionally(this.#s3, write, () => this.getText(path, options), own),
      ),
    );
  }

  async getText(path: string, options: TargetOptions = {}): Promise<StoredText | undefined> {
    const found = await this.#get(path, options);
    if (found === undefined) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of found.body) chunks.push(chunk as Buffer);
    return { text: Buffer.concat(chunks).toString('utf8'), version: found.version };
  }

  async read(path: string, options: TargetOptions = {}): Promise<Readable> {
    const found = await this.#get(path, options);
    if (found === undefined) throw new RequestError(`There is no file ${path} in ${this.name}.`);
    return found.body;
  }

  async *list(prefix: string, { abortSignal }: TargetOptions = {}): AsyncGenerator<string, void, undefined> {
    let after: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix + prefix,
        ContinuationToken: after,
      });
      const page = await this.#told('Listing', prefix, abortSignal, () =>
        withOwnSignal(abortSignal, (own) => this.#s3.send(command, own)),
      );
      for (const { Key = '' } of page.Contents ?? []) yield Key.slice(this.#prefix.length);
      after = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (after !== undefined);
  }

  async remove(paths: readonly string[], options: TargetOptions = {}): Promise<void> {
    const keys = [...new Set(paths.map((path) => this.#keyOf(path)))];
    for (let from = 0; from < keys.length; from += MAX_DELETES) {
      await this.#removeSome(keys.slice(from, from + MAX_DELETES), options.abortSignal);
    }
  }

  close(): void {
    this.#s3.close();
  }

  #keyOf(path: string): string {
    return this.#prefix + checkPath(path);
  }

  async #get(
    path: string,
    { abortSignal }: TargetOptions,
  ): Promise<{ readonly body: Readable; readonly version: string } | undefined> {
    const Key = this.#keyOf(path);
    return this.#told('Reading', path, abortSignal, async () => {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key });
      const answer = await withOwnSignal(abortSignal, (own) => this.#s3.send(command, own)).catch(
        (error: { name?: string }) => {
          if (error.name === 'NoSuchKey') return undefined;
          throw error;
        },
      );
      if (answer === undefined) return undefined;
      const { Body, ContentLength, ETag } = answer;
      if (!(Body instanceof Readable) || ETag === undefined) {
        throw new Error('the answer has no body or no ETag');
      }
      const failure = (cause: unknown) => s3Error(this.#act('Reading', path), cause);
      return { body: wholeBody(Body, { length: ContentLength, abortSignal, failure }), version: ETag };
    });
  }

  async #removeSome(keys: readonly string[], abortSignal: AbortSignal | undefined): Promise<void> {
    const what = keys.length === 1 ? keys[0]?.slice(this.#prefix.length) : `${keys.length} files`;
    await this.#told('Removing', what ?? '', abortSignal, async () => {
      const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
      const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete });
      const { Errors = [] } = await withOwnSignal(abortSignal, (own) => this.#s3.send(command, own));
      const [first] = Errors;
      if (first === undefined) return;
      const named = Errors.slice(0, NAMED).map(({ Key, Code }) => `${Key} (${Code})`);
      const more = Errors.length > NAMED ? ` and ${Errors.length - NAMED} more` : '';
      const message = `${Errors.length} of them could not be removed: ${named.join(', ')}${more}`;
      // As S3 names an error that is about all of them: denied access is told with what it needs.
      throw Object.assign(new Error(message), { name: first.Code ?? 'Error' });
    });
  }

  #act(act: Act, path: string): S3Act {
    return {
      failed: `${act} ${path} ${act === 'Removing' ? 'from' : 'in'} ${this.name} failed`,
      bucket: this.#bucket,
      needs: NEEDS[act],
    };
  }

  /** Does something with S3; its errors become ours, and an abortion ends in the signal's reason. */
  async #told<T>(
    act: Act,
    path: string,
    abortSignal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    abortSignal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      // It says what has to be done by hand.
      if (error instanceof MonotableError) throw error;
      if (abortSignal?.aborted) throw abortSignal.reason;
      throw s3Error(this.#act(act, path), error);
    }
  }
}
