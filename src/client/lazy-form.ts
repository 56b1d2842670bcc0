/** What a form was made of, and what has become of it. */
interface Making {
  readonly native: Readonly<Record<string, unknown>>;
  /** The parts that are made when they are read. */
  readonly parts: ReadonlySet<string>;
  touched: boolean;
}

const makings = new WeakMap<object, Making>();

/**
 * An input or output in the form of the low-level command, for whoever looks: each part with values becomes AttributeValues
 * when it is first read, which middleware and mocks may do and the SDK itself does not.
 *
 * @param parts the fields to make, of those that are there
 */
export function lazyForm(
  native: object,
  parts: Iterable<string>,
  make: (name: string, part: unknown) => unknown,
): object {
  const form: Record<string, unknown> = { ...native };
  const made = new Set<string>();
  const making: Making = { native: native as Making['native'], parts: made, touched: false };
  for (const name of parts) {
    const part = form[name];
    if (part === undefined || part === null) continue;
    made.add(name);
    const settle = (value: unknown) => {
      making.touched = true;
      Object.defineProperty(form, name, { value, configurable: true, enumerable: true, writable: true });
      return value;
    };
    Object.defineProperty(form, name, {
      configurable: true,
      enumerable: true,
      get: () => settle(make(name, part)),
      set: settle,
    });
  }
  makings.set(form, making);
  return form;
}

/**
 * What a form was made of, if it still says the same: nobody has read one of its parts, which may then have been changed
 * inside, and no field was added, replaced or taken away. The SDK writes into `$metadata`, and says nothing by that.
 */
export function nativeOf(form: object): object | undefined {
  const making = makings.get(form);
  if (making === undefined || making.touched) return undefined;
  const { native, parts } = making;
  const names = Object.keys(form);
  if (names.length !== Object.keys(native).length) return undefined;
  for (const name of names) {
    if (parts.has(name) || name === '$metadata') continue;
    if ((form as Making['native'])[name] !== native[name]) return undefined;
  }
  return native;
}
