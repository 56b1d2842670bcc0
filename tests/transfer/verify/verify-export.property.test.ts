import fc from 'fast-check';
import { verifyTarget } from '../../../src/transfer/verify/verify-target.ts';
import {
  bigint,
  bytes,
  number,
  numberValue,
  storable,
  storableName,
  text,
} from '../../client/storable-values.ts';
import { smallExport } from './small-exports.ts';

const scalar = fc.oneof(text, number, bigint, numberValue, fc.boolean(), fc.constant(null), bytes);
const kinds = [
  text,
  number,
  bigint,
  fc.oneof(number, bigint, numberValue),
  fc.boolean(),
  bytes,
  storable,
  scalar,
];
/** Items of one shape, each attribute with values of one kind or of any. */
const items = fc
  .dictionary(storableName, fc.nat({ max: kinds.length - 1 }), {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  })
  .chain((shape) => {
    const values = Object.entries(shape).map(([name, kind]) => [name, kinds[kind] ?? scalar] as const);
    const item = fc.record(Object.fromEntries(values), { requiredKeys: [], noNullPrototype: true });
    return fc.array(item, { minLength: 1, maxLength: 20 });
  });

test.each(['json-lines', 'dynamodb-json', 'parquet'] as const)(
  'whatever is exported as %s is found again: there is no difference',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(items, async (given) => {
        const { target } = await smallExport({ format, entities: { Any: given } });
        const { differences, unchecked } = await verifyTarget(target);
        expect(differences).toEqual([]);
        if (format === 'dynamodb-json') expect(unchecked).toEqual([]);
      }),
      { numRuns: 30 },
    );
  },
);
