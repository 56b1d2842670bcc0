import type { ColumnTotal } from '../../export/column-totals.ts';
import type { ColumnType } from '../../export/column-type.ts';
import type { ExportFormat } from '../../export/manifest.ts';
import type { ColumnForms, Form } from './column-forms.ts';
import type { ColumnDifference } from './verification.ts';

/** What is known of a column from the manifest. */
export interface ColumnFacts {
  readonly attribute: string;
  readonly format: ExportFormat;
  /** `undefined` when the manifest has no such column. */
  readonly type: ColumnType | undefined;
  readonly from: 'declared' | 'seen';
  /** The kinds of its values, where they have no common type. */
  readonly kinds: readonly string[];
  /** Whether there are values that its type does not hold: they are in the files as if it were not declared. */
  readonly misfits: boolean;
  readonly total: ColumnTotal | undefined;
}

export interface ComparedColumn {
  readonly differences: readonly ColumnDifference[];
  /** Why a part could not be compared, as the end of a sentence about the column. */
  readonly unchecked: string | undefined;
}

/** Which forms are numbers of the table, and which are its texts. */
interface Reading {
  readonly numbers: readonly Form[];
  readonly texts: readonly Form[];
}

const STRINGS: readonly Form[] = ['text', 'digits', 'long'];
const ALL_TEXT: Reading = { numbers: ['number'], texts: STRINGS };
const LONG_NUMBERS: Reading = { numbers: ['number', 'long'], texts: ['text', 'digits'] };
const ALL_NUMBERS: Reading = { numbers: ['number', 'long', 'digits'], texts: ['text'] };
/** Binary is text in base64, which says nothing about the texts of the table. */
const NO_TEXT: Reading = { numbers: ['number'], texts: [] };

/** By how much the sum of doubles may differ for its size: they hold some sixteen digits each. */
const DOUBLE_TOLERANCE = 1e-9;

/**
 * Compares a column with the manifest's total, which is of the values as the table has them: the sum of its numbers, the
 * bytes of its texts. The count of values is always exact. A file in which text stands for numbers as well (long fractions,
 * the type `string`) or for binary cannot say which is which: it agrees when one reading of its texts gives the manifest's
 * numbers. Where none does, it differs if no mixture could; otherwise that is said, and nothing is made up.
 */
export function compareColumn(found: ColumnForms, facts: ColumnFacts): ComparedColumn {
  const { attribute, total } = facts;
  const differences: ColumnDifference[] = [];
  const differ = (what: ColumnDifference['what'], expected: unknown, is: unknown) => {
    if (expected === is) return;
    differences.push({ attribute, what, expected: String(expected ?? 'none'), found: String(is ?? 'none') });
  };
  differ('values', total?.values ?? 0, found.total().values);
  const { readings, mixed } = readingsOf(facts);
  const results = readings.map(({ numbers, texts }) => ({
    sum: found.total(numbers).sum,
    textBytes: found.total(texts).textBytes,
  }));
  const same = results.some(({ sum, textBytes }) => sum === total?.sum && textBytes === total?.textBytes);
  const [first] = results;
  if (same || first === undefined) return { differences, unchecked: undefined };
  if (facts.type?.kind === 'double' && first.textBytes === total?.textBytes && close(first.sum, total?.sum)) {
    const unchecked = 'its numbers are doubles, of which some sixteen digits agree, and not more';
    return { differences, unchecked };
  }
  if (mixed && mixable(found, facts)) {
    const unchecked =
      'in the files its numbers, texts and other values are text alike, and cannot be told apart';
    return { differences, unchecked };
  }
  differ('sum', total?.sum, first.sum);
  differ('textBytes', total?.textBytes, first.textBytes);
  return { differences, unchecked: undefined };
}

/** How the texts of a column can be read, and whether they may be of several kinds at once. */
function readingsOf({ format, type, from, kinds, misfits }: ColumnFacts): {
  readonly readings: readonly Reading[];
  readonly mixed: boolean;
} {
  // There each value has its type beside it.
  if (format === 'dynamodb-json') return { readings: [ALL_TEXT], mixed: false };
  if (!misfits && kinds.length === 0) {
    switch (type?.kind) {
      case 'bigint':
      case 'double':
      case 'decimal':
        return { readings: [ALL_NUMBERS], mixed: false };
      case 'binary':
        return { readings: [NO_TEXT], mixed: false };
      case 'boolean':
      case 'array':
      case 'struct':
        return { readings: [ALL_TEXT], mixed: false };
      case 'string':
        if (from === 'seen') return { readings: [ALL_TEXT], mixed: false };
    }
  }
  return { readings: [ALL_TEXT, LONG_NUMBERS, ALL_NUMBERS, NO_TEXT], mixed: true };
}

/** Whether some of the texts could be the manifest's numbers, some its texts, and some something else. */
function mixable(found: ColumnForms, { total }: ColumnFacts): boolean {
  if ((total?.textBytes ?? 0) > (found.total(STRINGS).textBytes ?? 0)) return false;
  const inDigits = found.total(['digits', 'long']).values > 0;
  return inDigits || total?.sum === found.total(['number']).sum;
}

function close(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= DOUBLE_TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
}
