import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { readRequest, type S3Operation, type S3Request, xmlText } from './s3-request.ts';

/** What becomes of one request: an answer of S3's kind, or one of these. A function is waited for, then all goes on. */
export type Fault =
  | 'none'
  | 'slowDown'
  /** The connection is closed before anything is done, or after it was done and before the answer. */
  | 'dropBefore'
  | 'dropAfter'
  /** Half of the body is sent, then the connection is closed. */
  | 'endEarly'
  | S3Refusal
  | (() => void | Promise<void>);

export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of an `Error` with the code. */
  readonly body?: string;
}

interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  readonly headers: IncomingMessage['headers'];
}

interface MultipartUpload {
  readonly place: string;
  readonly headers: IncomingMessage['headers'];
  readonly parts: Map<number, Buffer>;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

// API reference, "Multipart upload limits".
const MIN_PART_BYTES = 5 * 1024 * 1024;
const LIST_PAGE = 3;

class Refused extends Error {
  readonly refusal: S3Refusal;

  constructor(status: number, code: string) {
    super(code);
    this.refusal = { status, code };
  }
}

/** As much of S3 as an export needs, in memory, with paths for buckets, conditional writes, and faults on request. */
export class FakeS3 {
  /** By `bucket/key`. */
  readonly objects = new Map<string, StoredObject>();
  /** The uploads that were neither completed nor aborted, by their ids. */
  readonly uploads = new Map<string, MultipartUpload>();
  /** What has been asked, in order, also where a fault was the answer. */
  readonly requests: S3Operation[] = [];
  readonly #faults = new Map<S3Operation, Fault[]>();
  readonly #buckets: readonly string[];
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  constructor(buckets: readonly string[] = ['bucket']) {
    this.#buckets = buckets;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What becomes of the next requests of a kind, one after the other; those after them are done as usual. */
  fault(operation: S3Operation, ...faults: readonly Fault[]): void {
    this.#faults.set(operation, [...(this.#faults.get(operation) ?? []), ...faults]);
  }

  clear(): void {
    this.objects.clear();
    this.uploads.clear();
    this.requests.length = 0;
    this.#faults.clear();
  }

  /** How often a request of a kind has come. */
  count(operation: S3Operation): number {
    return this.requests.filter((each) => each === operation).length;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      // The client has gone away, and nothing comes of a request that is not whole.
      return;
    }
    const request = readRequest(incoming, Buffer.concat(chunks));
    this.requests.push(request.operation);
    const fault = this.#faults.get(request.operation)?.shift() ?? 'none';
    if (typeof fault === 'function') await fault();
    if (fault === 'dropBefore') return void incoming.socket.destroy();
    const { status = 200, headers = {}, body = '' } = this.#answer(request, fault);
    if (fault === 'dropAfter') return void incoming.socket.destroy();
    response.writeHead(status, {
      'x-amz-request-id': 'fake',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    if (fault !== 'endEarly') return void response.end(body);
    response.write(Buffer.from(body).subarray(0, body.length >> 1));
    await turn();
    response.destroy();
  }

  #answer(request: S3Request, fault: Fault): Answer {
    try {
      if (fault === 'slowDown') throw new Refused(503, 'SlowDown');
      if (typeof fault === 'object') return refused(fault);
      if (!this.#buckets.includes(request.bucket)) throw new Refused(404, 'NoSuchBucket');
      checkSum(request);
      return this[request.operation](request);
    } catch (error) {
      if (error instanceof Refused) return refused(error.refusal);
      throw error;
    }
  }

  PutObject({ place, headers, body }: S3Request): Answer {
    this.#checkCondition(place, headers);
    const etag = `"${md5(body)}"`;
    this.objects.set(place, { body, etag, headers });
    return { headers: { etag } };
  }

  GetObject({ place }: S3Request): Answer {
    const found = this.objects.get(place);
    if (found === undefined) throw new Refused(404, 'NoSuchKey');
    const sum = found.headers['x-amz-checksum-crc32'];
    const checksum = typeof sum === 'string' ? { 'x-amz-checksum-crc32': sum } : {};
    return { headers: { etag: found.etag, ...checksum }, body: found.body };
  }

  DeleteObjects({ bucket, body }: S3Request): Answer {
    const keys = [...body.toString().matchAll(/<Key>(.*?)<\/Key>/gs)].map(([, key = '']) => xmlText(key));
    if (keys.length > 1000) throw new Refused(400, 'MalformedXML');
    for (const key of keys) this.objects.delete(`${bucket}/${key}`);
    return { body: '<DeleteResult></DeleteResult>' };
  }

  /** In pages that are small enough to have several of them in a test. */
  ListObjectsV2({ bucket, query }: S3Request): Answer {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = query.get('continuation-token') ?? '';
    const places = [...this.objects.keys()]
      .sort()
      .filter((place) => place.startsWith(prefix) && place > after);
    const page = places.slice(0, LIST_PAGE);
    const keys = page.map((place) => `<Contents><Key>${place.slice(bucket.length + 1)}</Key></Contents>`);
    const more = places.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return {
      body: `<ListBucketResult>${keys.join('')}<IsTruncated>${more}</IsTruncated>${next}</ListBucketResult>`,
    };
  }

  CreateMultipartUpload({ place, headers }: S3Request): Answer {
    const id = randomUUID();
    this.uploads.set(id, { place, headers, parts: new Map() });
    return {
      body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    };
  }

  UploadPart({ query, body }: S3Request): Answer {
    this.#upload(query).parts.set(Number(query.get('partNumber')), body);
    return { headers: { etag: `"${md5(body)}"` } };
  }

  CompleteMultipartUpload({ query, body, headers: sent }: S3Request): Answer {
    const { place, parts, headers } = this.#upload(query);
    this.#checkCondition(place, sent);
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
    const bodies = numbers.map((number) => parts.get(number) ?? Buffer.alloc(0));
    if (bodies.slice(0, -1).some((part) => part.length < MIN_PART_BYTES))
      throw new Refused(400, 'EntityTooSmall');
    const whole = Buffer.concat(bodies);
    const etag = `"${md5(Buffer.from(bodies.map(md5).join(''), 'hex'))}-${bodies.length}"`;
    this.objects.set(place, { body: whole, etag, headers });
    this.uploads.delete(query.get('uploadId') ?? '');
    return { body: `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>` };
  }

  AbortMultipartUpload({ query }: S3Request): Answer {
    this.#upload(query);
    this.uploads.delete(query.get('uploadId') ?? '');
    return { status: 204 };
  }

  ListMultipartUploads({ bucket }: S3Request): Answer {
    const listed = [...this.uploads].map(
      ([id, { place }]) =>
        `<Upload><Key>${place.slice(bucket.length + 1)}</Key><UploadId>${id}</UploadId></Upload>`,
    );
    return { body: `<ListMultipartUploadsResult>${listed.join('')}</ListMultipartUploadsResult>` };
  }

  #upload(query: URLSearchParams): MultipartUpload {
    const upload = this.uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined) throw new Refused(404, 'NoSuchUpload');
    return upload;
  }

  #checkCondition(place: string, headers: IncomingMessage['headers']): void {
    const there = this.objects.get(place);
    const match = headers['if-match'];
    if (match !== undefined && there === undefined) throw new Refused(404, 'NoSuchKey');
    const none = headers['if-none-match'] === '*' && there !== undefined;
    if (none || (match !== undefined && match !== there?.etag)) throw new Refused(412, 'PreconditionFailed');
  }
}

function refused({ status, code, headers = {}, body }: S3Refusal): Answer {
  const error = `<Error><Code>${code}</Code><Message>${code} by the fake</Message></Error>`;
  return { status, headers, body: body ?? error };
}

/** The checksums that the SDK sends along. */
function checkSum({ headers, body }: S3Request): void {
  const sent = headers['x-amz-checksum-crc32'];
  const found = Buffer.alloc(4);
  found.writeUInt32BE(crc32(body));
  if (sent !== undefined && sent !== found.toString('base64')) throw new Refused(400, 'BadDigest');
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
