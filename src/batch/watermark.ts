/** How many of a sequence, from its start without a gap, are settled, when they are settled in any order. */
export class Watermark {
  /** Those behind a gap. */
  readonly #ahead = new Set<number>();
  #position = 0;

  get position(): number {
    return this.#position;
  }

  /** How many are settled in all. */
  get count(): number {
    return this.#position + this.#ahead.size;
  }

  add(index: number): void {
    this.#ahead.add(index);
    while (this.#ahead.delete(this.#position)) this.#position += 1;
  }
}
