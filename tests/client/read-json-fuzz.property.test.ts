import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { readJson } from '../../src/client/codec/read-json.ts';
import { OUTPUTS } from '../../src/client/codec/shapes.ts';
import { MonotableError } from '../../src/errors.ts';
import { wireItem } from './dynamodb-json.ts';
import { longWay } from './long-way.ts';

// Answers that were damaged on their way, or written by somebody else than the service.

type Damage = (bytes: Buffer, at: number, byte: number) => Buffer;

const put = (bytes: Buffer, at: number, middle: number[], rest: number) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(middle), bytes.subarray(rest)]);

const DAMAGES: readonly [string, Damage][] = [
  ['a byte is another one', (bytes, at, byte) => put(bytes, at, [byte], at + 1)],
  ['a byte is missing', (bytes, at) => put(bytes, at, [], at + 1)],
  ['a byte is there twice', (bytes, at) => put(bytes, at, [bytes[at] ?? 0], at)],
  ['a byte is inserted', (bytes, at, byte) => put(bytes, at, [byte], at)],
  ['the rest is missing', (bytes, at) => bytes.subarray(0, at)],
  ['a part is missing', (bytes, at, byte) => put(bytes, at, [], Math.min(bytes.length, at + (byte % 24)))],
  [
    'a part is there twice',
    (bytes, at, byte) => put(bytes, Math.min(bytes.length, at + (byte % 24)), [], at),
  ],
];

const page = fc.record({
  Items: fc.array(
    wireItem.filter((item) => !Object.hasOwn(item, '__proto__')),
    { minLength: 1, maxLength: 3 },
  ),
  Count: fc.nat(),
  LastEvaluatedKey: fc.constant({ PK: { S: 'a key of some length' }, SK: { N: '12' } }),
});
const meaningful = fc.constantFrom(...Buffer.from('"\\{}[]:,SNBLMtfn0-.eu \n'));
const anyByte = fc.oneof(meaningful, fc.integer({ min: 0, max: 255 }));

interface Outcome {
  readonly value?: Record<string, unknown> | undefined;
  readonly error?: unknown;
}

/** Without a value where the long way has to read. */
function fast(bytes: Uint8Array): Outcome {
  try {
    return { value: readJson(bytes, OUTPUTS.query) as Record<string, unknown> | undefined };
  } catch (error) {
    return { error };
  }
}

async function slow(bytes: Uint8Array): Promise<Outcome> {
  try {
    return { value: await longWay('query', bytes) };
  } catch (error) {
    return { error };
  }
}

const UNKNOWN = /^An attribute of the unknown type ".*" cannot be read; known are/s;

interface Difference {
  readonly bytes: string;
  readonly error?: string;
  readonly given?: Outcome;
  readonly expected?: Outcome;
}

/** What the two ways make of it, when they make different things; `undefined` when all is well. */
async function difference(bytes: Uint8Array): Promise<Difference | undefined> {
  const given = fast(bytes);
  if ('error' in given) {
    const { error } = given;
    const documented = error instanceof MonotableError && UNKNOWN.test(error.message);
    return documented ? undefined : { bytes: bytes.toString(), error: String(error) };
  }
  if (given.value === undefined) return undefined;
  const expected = await slow(bytes);
  const { value } = expected;
  // A name that the SDK does not know is left out there, and stands there as it was here; nobody reads it.
  const same =
    value !== undefined &&
    Object.keys(value).every((name) => isDeepStrictEqual(given.value?.[name], value[name]));
  return same ? undefined : { bytes: bytes.toString(), given, expected };
}

/** Control characters and bad base64, at which the long way fails, are not looked for. */
function isMilder(found: Difference | undefined): boolean {
  const error = found?.expected?.error;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids in texts
  return error !== undefined && (/base64/.test(String(error)) || /[\u0000-\u001f]/.test(found?.bytes ?? ''));
}

describe.each(DAMAGES)('when %s', (_, damage) => {
  it('what the long way can read is read like that, left to it, or refused for its type', async () => {
    await fc.assert(
      fc.asyncProperty(
        page,
        fc.double({ min: 0, max: 1, noNaN: true }),
        anyByte,
        async (answer, part, byte) => {
          const bytes = Buffer.from(JSON.stringify(answer));
          const at = Math.min(bytes.length - 1, Math.floor(part * bytes.length));
          const found = await difference(damage(bytes, at, byte));
          // That we are milder is in the tables below.
          if (!isMilder(found)) expect(found).toBeUndefined();
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('an answer that is cut anywhere', () => {
  it('is never taken for a whole one', () => {
    const text =
      '{"Items":[{"PK":{"S":"ü"},"n":{"N":"1"},"l":{"L":[{"BOOL":true},{"NULL":true}]},"b":{"BS":["AQI="]}}],"Count":12}';
    const bytes = Buffer.from(text);
    for (let end = 0; end < bytes.length; end += 1) {
      const { value, error } = fast(bytes.subarray(0, end));
      expect({ end, value, error }).toEqual({ end, value: undefined, error: undefined });
    }
    expect(fast(bytes).value).toBeDefined();
  });
});

describe('JSON that the service does not write', () => {
  it.each([
    ['a number that begins with nought', '{"Items":[],"Count":01}'],
    ['a type written with an escape', '{"Items":[{"a":{"\\u0053":"x"}}]}'],
    ['an unknown type beside a known one', '{"Items":[{"a":{"XX":"y","S":"x"}}]}'],
    ['base64 with odd characters', '{"Items":[{"a":{"B":"A*I="}}]}'],
    ['base64 without its padding', '{"Items":[{"a":{"B":"AQI"}}]}'],
    ['a comma too many', '{"Items":[{"a":{"S":"x"},}]}'],
    ['an escape that is none', '{"Items":[{"a":{"S":"\\x"}}]}'],
    ['an item that is none', '{"Items":["x"]}'],
    ['items that are none', '{"Items":"x"}'],
    ['a number as a number', '{"Items":[{"a":{"N":1}}]}'],
    ['a binary that is none', '{"Items":[{"a":{"B":1}}]}'],
    ['a truth that is a text', '{"Items":[{"a":{"BOOL":"true"}}]}'],
    ['another sign for the colon after a known name', '{"Items":[{"a":{"S":"x"}},{"a";{"S":"y"}}]}'],
    ['another sign for the colon after a new name', '{"Items":[{"a";{"S":"y"}}]}'],
    ['another sign for the colon after a type', '{"Items":[{"a":{"S";"y"}}]}'],
    ['another sign for the comma in an item', '{"Items":[{"a":{"S":"y"};"b":{"S":"y"}}]}'],
    ['the bracket of a list for that of an item', '{"Items":[{"a":{"S":"y"}]]}'],
    ['the bracket of an item for that of a list', '{"Items":[{"a":{"S":"y"}}}}'],
    ['a list in a list that is not closed', '{"Items":[{"a":{"L":[{"S":"y"}}}]}'],
    ['lists in the wrong place', '[[[["x"]]]]'],
  ])('%s', async (_, text) => {
    expect(await difference(Buffer.from(text))).toBeUndefined();
  });

  it('may have control characters as they are, which no value hides behind', () => {
    expect(fast(Buffer.from('{"Items":[{"a\u0001":{"S":"x\ny"}}]}')).value).toEqual({
      Items: [{ 'a\u0001': 'x\ny' }],
    });
  });

  it.each([
    ['a short text', '{"Items":[{"a":{"S":"x\xff"}}]}'],
    ['a long text', '{"Items":[{"a":{"S":"a text of some length\xff"}}]}'],
    ['a long text beside it', '{"Items":[{"a\xff":{"S":"a text of some length"}}]}'],
  ])('bytes that are no UTF-8: %s', async (_, text) => {
    expect(await difference(Buffer.from(text, 'latin1'))).toBeUndefined();
  });

  it.each([10, 1_000])('%i levels of lists', async (levels) => {
    const text = `{"Items":[{"a":${'{"L":['.repeat(levels)}${']}'.repeat(levels)}}]}`;
    expect(await difference(Buffer.from(text))).toBeUndefined();
  });

  it('more levels than the stack holds is no other error than the long way has', async () => {
    const text = Buffer.from(`{"Items":[{"a":${'{"L":['.repeat(200_000)}${']}'.repeat(200_000)}}]}`);
    const { error } = fast(text);
    if (error !== undefined) expect((await slow(text)).error).toBeInstanceOf(RangeError);
  });

  it('a long run of quotes, brackets or backslashes takes no longer than reading it', () => {
    for (const piece of ['"', '[', '{', '\\', '\\"', '{"', '""', '":', 'x'.repeat(100)]) {
      const bytes = Buffer.from(`{"Items":[{"a":{"S":"${piece.repeat(200_000)}`);
      expect(fast(bytes)).toEqual({ value: undefined });
    }
  });
});
