import { RequestError, shown } from '../errors.ts';
import { assertPath, type PathSegment } from './path.ts';
import { assertStorable } from './storable.ts';

/**
 * The names and values of one request. All expressions of a request share one scope, so that a name has one alias and
 * no placeholder is left unused: the service refuses requests with unused ones, and with empty maps.
 */
export class ExpressionScope {
  readonly #aliases = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};
  #valueCount = 0;

  /** The alias of an attribute: `#n0`, the same for the same name. Every name is aliased; 573 words are reserved. */
  name(attribute: string): string {
    let alias = this.#aliases.get(attribute);
    if (alias === undefined) {
      if (typeof attribute !== 'string' || attribute === '') {
        throw new RequestError(`An attribute's name is a non-empty string, not ${shown(attribute)}.`);
      }
      alias = `#n${this.#aliases.size}`;
      this.#aliases.set(attribute, alias);
    }
    return alias;
  }

  /** A path with every name aliased: `['lines', 0, 'quantity']` is `#n0[0].#n1`. */
  path(path: readonly PathSegment[]): string {
    assertPath(path);
    let text = '';
    for (const segment of path) {
      if (typeof segment === 'number') text += `[${segment}]`;
      else text += text === '' ? this.name(segment) : `.${this.name(segment)}`;
    }
    return text;
  }

  /**
   * The placeholder of a value: `:v0`.
   *
   * @param where what the value is, for messages: `Order.total`
   * @throws ValueError when DynamoDB cannot hold the value
   */
  value(value: unknown, where: string): string {
    assertStorable(value, where);
    const placeholder = `:v${this.#valueCount++}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** `ExpressionAttributeNames`: alias to attribute; `undefined` when nothing was named. */
  get names(): Record<string, string> | undefined {
    if (this.#aliases.size === 0) return undefined;
    const names: Record<string, string> = {};
    for (const [attribute, alias] of this.#aliases) names[alias] = attribute;
    return names;
  }

  /** `ExpressionAttributeValues`: placeholder to native value; `undefined` when there is none. */
  get values(): Record<string, unknown> | undefined {
    return this.#valueCount === 0 ? undefined : { ...this.#values };
  }
}
