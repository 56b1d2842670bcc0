import { type CodePoints, type Format, type Place, refusal } from './format.ts';
import { DIGIT } from './signed-digits.ts';
import { isWellFormed } from './utf8.ts';

/** A query asks every shard, so more of them would be slower than one that is throttled. */
export const MAX_SHARDS = 999;

/**
 * `{orderId:shard8}`: the number of one of so many shards, without leading zeros, so that a larger count later makes the
 * same texts and more. It is the CRC-32 of the value's text modulo `written`; queries read all `read` of them.
 */
export function shardFormat(place: Place, written: number, read: number): Format {
  return {
    encode(value) {
      if (typeof value !== 'string' && typeof value !== 'bigint' && !Number.isSafeInteger(value)) {
        throw refusal(place, value, 'a shard is counted of a string or an integer');
      }
      const text = String(value);
      if (text === '') throw refusal(place, value, '');
      if (!isWellFormed(text)) {
        throw refusal(place, value, 'it has a lone surrogate, which UTF-8 cannot hold');
      }
      return String(crc32(new TextEncoder().encode(text)) % written);
    },
    decode(text) {
      const shard = Number(text);
      return String(shard) === text && shard >= 0 && shard < read ? shard : undefined;
    },
    end(text, start) {
      let end = start;
      while (isDigit(text, end)) end += 1;
      return end;
    },
    encodePrefix(prefix) {
      throw refusal(place, prefix, 'a shard has no prefixes');
    },
    descending: false,
    boundary: 'delimited',
    shape: { kind: 'words', words: wordsBelow(read) },
    shards: read,
  };
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}

/** Decimal numbers with as many digits as those below the count may have. */
function wordsBelow(count: number): (readonly CodePoints[])[] {
  const longest = String(count - 1).length;
  return Array.from({ length: longest }, (_, index) => Array.from({ length: index + 1 }, () => DIGIT));
}

/** The reversed polynomial of the CRC-32 of Ethernet and zlib. IEEE 802.3. */
const POLYNOMIAL = 0xedb88320;

/** As zlib's, which most languages have, so that other writers can find the same shard. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
