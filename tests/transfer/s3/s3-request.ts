import type { IncomingMessage } from 'node:http';

export type S3Operation =
  | 'PutObject'
  | 'GetObject'
  | 'DeleteObjects'
  | 'ListObjectsV2'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListMultipartUploads';

/** A request to S3, with the bucket in its path. */
export interface S3Request {
  readonly operation: S3Operation;
  readonly bucket: string;
  /** `bucket/key`. */
  readonly place: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What a request asks for. @throws when it is none that an export needs. */
export function readRequest({ method = '', url = '', headers }: IncomingMessage, body: Buffer): S3Request {
  const { pathname, searchParams: query } = new URL(url, 'http://fake');
  const place = decodeURIComponent(pathname.slice(1));
  const operation = operationOf(method, query);
  if (operation === undefined) throw new Error(`The fake of S3 does not know ${method} ${url}.`);
  return { operation, bucket: place.split('/', 1)[0] ?? '', place, query, headers, body };
}

function operationOf(method: string, query: URLSearchParams): S3Operation | undefined {
  if (query.has('uploadId')) return MULTIPART[method];
  if (query.has('uploads')) return method === 'POST' ? 'CreateMultipartUpload' : 'ListMultipartUploads';
  if (query.get('list-type') === '2') return 'ListObjectsV2';
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : undefined;
  return { PUT: 'PutObject', GET: 'GetObject' }[method] as S3Operation | undefined;
}

const MULTIPART: Readonly<Record<string, S3Operation>> = {
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};

/** A text of XML with its escapes resolved. */
export function xmlText(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (named[name] ?? '') : String.fromCodePoint(Number(decimal));
  });
}
