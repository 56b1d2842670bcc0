import type { NumberText } from './operators.ts';

/** A number by its decimal text, as the SDK's `NumberValue` is one; conditions, updates and items take it. */
export class ExactNumber implements NumberText {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  toAttributeValue(): { readonly N: string } {
    return { N: this.value };
  }

  toString(): string {
    return this.value;
  }
}
