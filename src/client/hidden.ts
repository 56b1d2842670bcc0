/**
 * Something of ours on an object that others see: a copy of it does not have it. A WeakMap would say the same, but what it
 * holds for an object that is gone survives to the next full collection, and whole answers would be carried until then.
 */
export class Hidden<T extends object> {
  readonly #name = Symbol('monotable');

  set(object: object, value: T): void {
    Object.defineProperty(object, this.#name, { value });
  }

  get(object: object): T | undefined {
    return (object as { [name: symbol]: T | undefined })[this.#name];
  }
}
