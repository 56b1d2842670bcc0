import { ColumnTotals } from '../../export/column-totals.ts';

/**
 * What a value looks like in a file: a number; text that is a fraction of more than 15 digits, or another plain number; any
 * other text; something else, such as a boolean or a list.
 */
export type Form = 'number' | 'long' | 'digits' | 'text' | 'other';

/** The values of one form in one column of one file. */
export interface MeasuredForm {
  readonly attribute: string;
  readonly form: Form;
  readonly count: number;
  /** The exact sum of numbers, and of text in digits. */
  readonly sum?: string;
  /** The bytes of text in UTF-8. */
  readonly bytes?: number;
}

/** What forms together come to. */
export interface FormTotal {
  readonly values: number;
  /** `undefined` when there is none of them. */
  readonly sum: string | undefined;
  readonly textBytes: number | undefined;
}

/** The values of one column by their forms, added up over files. */
export class ColumnForms {
  /** With the form in the place of the attribute. */
  readonly #totals = new ColumnTotals();

  add({ form, count, sum, bytes }: MeasuredForm): void {
    const total = {
      ...{ attribute: form, values: count },
      ...(sum !== undefined && { sum }),
      ...(bytes !== undefined && { textBytes: bytes }),
    };
    this.#totals.merge(ColumnTotals.from([total]));
  }

  /** @param forms those that are asked for; all when not given */
  total(forms?: readonly Form[]): FormTotal {
    const parts = this.#totals
      .toJSON()
      .filter(({ attribute }) => forms === undefined || forms.includes(attribute as Form));
    const all = new ColumnTotals();
    for (const part of parts) all.merge(ColumnTotals.from([{ ...part, attribute: '' }]));
    const [total] = all.toJSON();
    return { values: total?.values ?? 0, sum: total?.sum, textBytes: total?.textBytes };
  }
}
