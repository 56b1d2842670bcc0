import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CursorError } from '../../src/errors.ts';
import { type CursorScope, readCursor, writeCursor } from '../../src/repositories/cursor.ts';

const scope: CursorScope = {
  operation: 'Order.ofUser',
  binding: ['shop', 'query', 'GSI1', 'USER#7'],
  free: ['SK', 'number', 'bytes'],
  fixed: { PK: 'USER#7' },
  secret: undefined,
};

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
const position = fc.record({
  SK: text,
  number: fc.oneof(fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 10n ** 37n }), fc.constant(0.1)),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
});
const secret = fc.option(fc.string({ minLength: 16 }), { nil: undefined });

/** What reading gives: a start key, or the CursorError. Anything else fails the test. */
function outcome(given: unknown, over: CursorScope = scope): unknown {
  try {
    return readCursor(over, given as string);
  } catch (error) {
    expect(error).toBeInstanceOf(CursorError);
    expect((error as CursorError).message).toMatch(/^Order\.ofUser: /);
    return 'refused';
  }
}

test('reading gives back the position that was written, with what the query fixes', () => {
  fc.assert(
    fc.property(position, secret, (at, key) => {
      const over = { ...scope, secret: key };
      expect(readCursor(over, writeCursor(over, at))).toEqual({ PK: 'USER#7', ...at });
    }),
  );
});

test('cursors are url-safe', () => {
  fc.assert(
    fc.property(position, secret, (at, key) => {
      const cursor = writeCursor({ ...scope, secret: key }, at);
      expect(encodeURIComponent(cursor)).toBe(cursor);
    }),
  );
});

test('any change of a cursor is refused', () => {
  const changed = fc
    .tuple(
      position,
      secret,
      fc.nat(),
      fc.constantFrom(...'AZaz09-_.1'),
      fc.constantFrom('put', 'add', 'drop'),
    )
    .map(([at, key, place, character, change]) => {
      const over = { ...scope, secret: key };
      const cursor = writeCursor(over, at);
      const here = place % cursor.length;
      const kept = change === 'add' ? here : here + 1;
      const middle = change === 'drop' ? '' : character;
      return { over, cursor, other: cursor.slice(0, here) + middle + cursor.slice(kept) };
    });
  fc.assert(
    fc.property(changed, ({ over, cursor, other }) => {
      fc.pre(other !== cursor);
      expect(outcome(other, over)).toBe('refused');
    }),
    { numRuns: 1000 },
  );
});

test('no text at all is mistaken for a cursor, and none gives another error', () => {
  const nearly = fc
    .tuple(
      fc.constantFrom('', '1', '2'),
      fc.base64String(),
      fc.constantFrom('.', '..', ''),
      fc.base64String(),
    )
    .map((parts) => parts.join(''));
  const anything = fc.oneof(nearly, text, fc.string(), fc.anything());
  fc.assert(
    fc.property(anything, (given) => {
      expect(outcome(given)).toBe('refused');
    }),
    { numRuns: 1000 },
  );
});

/** A cursor with any text for its position under the right seal: without a secret anybody can make one. */
function sealed(json: string): string {
  const position = Buffer.from(json).toString('base64url');
  const bound = JSON.stringify(['1', ['l', scope.binding], scope.free, position]);
  const seal = createHash('sha256').update(bound).digest().subarray(0, 16).toString('base64url');
  return `1${position}.${seal}`;
}

test('a well sealed text with nonsense for a position is refused', () => {
  expect(outcome(sealed('["a",["n","1"],["b","AA=="]]'))).toEqual({
    PK: 'USER#7',
    SK: 'a',
    number: 1,
    bytes: new Uint8Array([0]),
  });
  const nonsense = fc.json().filter((json) => {
    const value: unknown = JSON.parse(json);
    return !(Array.isArray(value) && value.length === 3);
  });
  fc.assert(fc.property(nonsense, (json) => expect(outcome(sealed(json))).toBe('refused')));
  for (const json of ['{', '', '[1,2,3]', '["a",["n",1],"b"]', '["a",["x","y"],"c"]', '["a",["u"],null]']) {
    expect(outcome(sealed(json))).toBe('refused');
  }
});
