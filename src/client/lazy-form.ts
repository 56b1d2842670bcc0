import { Hidden } from './hidden.ts';

/** What a form was made of, and what has become of it. */
interface Making {
  readonly native: Readonly<Record<string, unknown>>;
  /** The parts that are made when they are read. */
  readonly parts: ReadonlySet<string>;
  readonly make: (name: string, part: unknown) => unknown;
  touched: boolean;
}

const makings = new Hidden<Making>();

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
  for (const name of parts) {
    if (form[name] === undefined || form[name] === null) continue;
    made.add(name);
    Object.defineProperty(form, name, accessorOf(name));
  }
  makings.set(form, { native: native as Making['native'], parts: made, make, touched: false });
  return form;
}

const accessors = new Map<string, PropertyDescriptor>();

/**
 * The same for every form: V8 keeps an accessor of one object's own, and with it a whole answer, until the next full
 * collection.
 */
function accessorOf(name: string): PropertyDescriptor {
  let accessor = accessors.get(name);
  if (accessor === undefined) {
    accessor = {
      configurable: true,
      enumerable: true,
      get(this: object) {
        const making = makings.get(this);
        return making && settle(this, name, making, making.make(name, making.native[name]));
      },
      set(this: object, value: unknown) {
        const making = makings.get(this);
        if (making !== undefined) settle(this, name, making, value);
      },
    };
    accessors.set(name, accessor);
  }
  return accessor;
}

function settle(form: object, name: string, making: Making, value: unknown): unknown {
  making.touched = true;
  Object.defineProperty(form, name, { value, configurable: true, enumerable: true, writable: true });
  return value;
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
