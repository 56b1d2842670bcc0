import fc from 'fast-check';
import { bytes, name, text } from './storable-values.ts';

// DynamoDB JSON as answers hold it: anything that the service could have stored, and names that nobody should use.

const long = fc
  .tuple(
    fc.constantFrom('ASCII only ', 'über ', '😀', '"\\', '\u0000\n'),
    text,
    fc.integer({ min: 11, max: 40 }),
  )
  .map(([part, other, times]) => part.repeat(times) + other);

export const wireText = fc.oneof(
  text,
  fc.string(),
  long,
  fc.constantFrom('', '\ud83d\ude00', 'S', '"', '\\', '}'),
);

export const wireNumber = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.stringMatching(/^-?[1-9]\d{36}\d$/),
  fc.stringMatching(/^-?0\.\d{37}[1-9]$/),
  fc.stringMatching(/^-?[1-9]\.\d{0,20}[1-9]E[+-]\d{2}$/),
  fc.constantFrom(
    '0',
    '-0',
    '1E+125',
    '-9.9E+125',
    '1E-130',
    '9007199254740993',
    '0.30000000000000004',
    'odd',
  ),
);

const base64 = bytes.map((binary) => Buffer.from(binary).toString('base64'));
export const wireName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('PK', 'SK', 'total', 'a name of some length', 'größe') },
  { weight: 2, arbitrary: name },
  {
    weight: 1,
    arbitrary: fc.oneof(wireText, fc.constantFrom('__proto__', 'a"b', 'a\\', 'a\\b', 'a":{', 'a":{"S":"')),
  },
);

function map<T>(member: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  // Not fc.dictionary, which makes a prototype of the one name that has to be an attribute.
  return fc
    .uniqueArray(fc.tuple(wireName, member), { maxLength: 4, selector: ([own]) => own })
    .map((entries) => {
      const own: Record<string, T> = {};
      for (const [key, value] of entries)
        Object.defineProperty(own, key, { value, configurable: true, enumerable: true, writable: true });
      return own;
    });
}

export const { value: wireValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: wireText }),
    fc.record({ N: wireNumber }),
    fc.record({ B: base64 }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(wireText, { maxLength: 3 }) }),
    fc.record({ NS: fc.array(wireNumber, { maxLength: 3 }) }),
    fc.record({ BS: fc.array(base64, { maxLength: 3 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ M: map(tie('value')) }),
  ),
}));

export const wireItem = map(wireValue);

/** The same JSON in the forms that a writer may choose: as it is, with everything escaped that may be, with slashes escaped. */
export const FORMS: readonly ((json: string) => string)[] = [
  (json) => json,
  (json) => json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (json) => json.replaceAll('/', '\\/'),
];
