import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress: (text: string) => Promise<Uint8Array> = promisify(gzip);
const decompress = promisify(gunzip);

/** A text in UTF-8, gzipped. */
export function gzipText(text: string): Promise<Uint8Array> {
  return compress(text);
}

/** The text again. */
export async function gunzipText(gzipped: Uint8Array): Promise<string> {
  return (await decompress(gzipped)).toString();
}
