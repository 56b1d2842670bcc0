import { deepStrictEqual } from 'node:assert/strict';
import { lazyForm, nativeOf } from '../../src/client/lazy-form.ts';

const native = { TableName: 'shop', Item: { PK: 'a' }, Key: undefined };
const made: [string, unknown][] = [];
const formOf = (from: object) =>
  lazyForm(from, ['Item', 'Key', 'Other'], (name, part) => {
    made.push([name, part]);
    return { PK: { S: 'a' } };
  }) as { Item: object; TableName: string };

beforeEach(() => {
  made.length = 0;
});

describe('a lazy form', () => {
  it('makes a part when it is first read, and once', () => {
    const form = formOf(native);
    expect(made).toEqual([]);
    expect(form.Item).toEqual({ PK: { S: 'a' } });
    expect(form.Item).toBe(form.Item);
    expect(made).toEqual([['Item', native.Item]]);
  });

  it('makes each of its own', () => {
    const [one, other] = [formOf(native), formOf({ ...native, Item: { PK: 'b' } })];
    one.Item = { PK: { S: 'set' } };
    expect(other.Item).toEqual({ PK: { S: 'a' } });
    expect(one.Item).toEqual({ PK: { S: 'set' } });
    expect(made).toEqual([['Item', { PK: 'b' }]]);
  });

  it('looks like any object', () => {
    const form = formOf(native);
    const plain = { TableName: 'shop', Item: { PK: { S: 'a' } }, Key: undefined };
    expect(Object.keys(form)).toEqual(Object.keys(plain));
    expect(JSON.stringify(form)).toBe(JSON.stringify(plain));
    deepStrictEqual(formOf(native), plain);
    deepStrictEqual({ ...formOf(native) }, plain);
    expect(structuredClone(formOf(native))).toEqual(plain);
  });

  it('is what it was made of until somebody reads a part or changes a field', () => {
    expect(nativeOf(formOf(native))).toBe(native);
    expect(nativeOf(native)).toBeUndefined();
    const changes: ((form: Record<string, unknown>) => void)[] = [
      ({ Item }) => Item,
      (form) => Object.assign(form, { TableName: 'other' }),
      (form) => Object.assign(form, { Item: native.Item }),
      (form) => Object.assign(form, { Limit: 1 }),
      (form) => delete form.TableName,
    ];
    for (const change of changes) {
      const form = formOf(native);
      change(form as never);
      expect(nativeOf(form)).toBeUndefined();
    }
    expect(nativeOf({ ...formOf(native) })).toBeUndefined();
  });

  it('shares its accessors with all others: one of its own would keep what it holds from being collected', () => {
    const [one, other] = [formOf(native), formOf({ ...native })].map((form) =>
      Object.getOwnPropertyDescriptor(form, 'Item'),
    );
    expect(one?.get).toBeInstanceOf(Function);
    expect(other).toEqual(one);
    expect(other?.get).toBe(one?.get);
    expect(other?.set).toBe(one?.set);
  });
});
