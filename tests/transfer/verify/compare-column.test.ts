import { parseColumnType } from '../../../src/export/column-type.ts';
import { ColumnForms, type MeasuredForm } from '../../../src/transfer/verify/column-forms.ts';
import { type ColumnFacts, compareColumn } from '../../../src/transfer/verify/compare-column.ts';

const number = (sum: string, count = 1): Found => ({ form: 'number', count, sum });
const text = (bytes: number, count = 1): Found => ({ form: 'text', count, bytes });
const digits = (sum: string, bytes: number, count = 1): Found => ({ form: 'digits', count, sum, bytes });
const long = (sum: string, bytes: number, count = 1): Found => ({ form: 'long', count, sum, bytes });
const other = (count = 1): Found => ({ form: 'other', count });
type Found = Omit<MeasuredForm, 'attribute'>;

/** Compares what a column of the type has with what was expected: the count of values is right. */
function compared(
  type: string,
  found: readonly Found[],
  expected: { readonly sum?: string; readonly textBytes?: number },
  facts: Partial<ColumnFacts> = {},
): 'same' | 'differs' | 'unchecked' {
  const forms = new ColumnForms();
  for (const form of found) forms.add({ attribute: 'a', ...form });
  const { differences, unchecked } = compareColumn(forms, {
    ...{ attribute: 'a', format: 'json-lines', from: 'seen', kinds: [], misfits: false },
    type: parseColumnType(type as 'string', 'a'),
    total: { attribute: 'a', values: forms.total().values, ...expected },
    ...facts,
  });
  if (unchecked !== undefined) return 'unchecked';
  return differences.length === 0 ? 'same' : 'differs';
}

test('numbers are numbers, in digits or in text', () => {
  const found = [number('1.5'), long('0.25', 20), digits('2', 1)];
  expect(compared('decimal(38,2)', found, { sum: '3.75' })).toBe('same');
  expect(compared('decimal(38,2)', found, { sum: '3.74' })).toBe('differs');
  expect(compared('bigint', [text(3)], {})).toBe('differs');
});

test('the text of a column that was seen to hold text only is text, whatever it looks like', () => {
  const found = [text(5), digits('7', 1), long('0.5', 20)];
  expect(compared('string', found, { textBytes: 26 })).toBe('same');
  expect(compared('string', found, { textBytes: 27 })).toBe('differs');
  expect(compared('string', found, { textBytes: 25 })).toBe('differs');
  expect(compared('string', found, { textBytes: 25, sum: '7' })).toBe('differs');
});

test('binary is text that says nothing', () => {
  expect(compared('binary', [text(5), digits('1234', 4)], {})).toBe('same');
});

test('lists, maps and booleans are counted', () => {
  expect(compared('array<bigint>', [other(3)], {})).toBe('same');
  expect(compared('boolean', [other(3), text(4)], {})).toBe('differs');
});

describe('a column of several kinds', () => {
  const kinds = ['integer', 'decimal', 'string'];

  test('agrees when one reading of its texts does', () => {
    expect(
      compared('string', [number('3'), long('0.5', 20), text(4)], { sum: '3.5', textBytes: 4 }, { kinds }),
    ).toBe('same');
    expect(
      compared('string', [number('3'), long('0.5', 20), text(4)], { sum: '3', textBytes: 24 }, { kinds }),
    ).toBe('same');
    const declared = { from: 'declared' } as const;
    expect(compared('string', [digits('7', 1), text(4)], { sum: '7', textBytes: 4 }, declared)).toBe('same');
    expect(compared('string', [text(4), text(4)], {}, declared)).toBe('same');
  });

  test('differs when no mixture could agree', () => {
    expect(compared('string', [number('3'), text(4)], { sum: '4', textBytes: 4 }, { kinds })).toBe('differs');
    expect(compared('string', [number('3'), text(4)], { sum: '3', textBytes: 5 }, { kinds })).toBe('differs');
    expect(compared('string', [text(4)], { textBytes: 5 }, { from: 'declared' })).toBe('differs');
  });

  test('is said to be unchecked when a mixture could', () => {
    const mixed = [number('3'), long('0.5', 20), long('0.25', 21), text(4)];
    expect(compared('string', mixed, { sum: '3.25', textBytes: 24 }, { kinds })).toBe('unchecked');
    expect(compared('string', [text(4), text(8)], { textBytes: 4 }, { from: 'declared' })).toBe('unchecked');
    expect(
      compared(
        'bigint',
        [number('1'), text(4), digits('12', 2)],
        { sum: '1', textBytes: 4 },
        { misfits: true },
      ),
    ).toBe('unchecked');
  });
});

test('a double that was rounded is no difference, but is said', () => {
  expect(compared('double', [number('0.12345678901234568')], { sum: '0.12345678901234567890' })).toBe(
    'unchecked',
  );
  expect(compared('double', [number('0.13')], { sum: '0.12' })).toBe('differs');
  expect(compared('double', [number('0.5')], { sum: '0.5' })).toBe('same');
});

test('DynamoDB JSON leaves no doubt', () => {
  const facts = { format: 'dynamodb-json', kinds: ['integer', 'string'] } as const;
  const found = [number('3'), digits('7', 1), text(4)];
  expect(compared('string', found, { sum: '3', textBytes: 5 }, facts)).toBe('same');
  expect(compared('string', found, { sum: '10', textBytes: 4 }, facts)).toBe('differs');
});
