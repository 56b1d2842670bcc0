import { key, MAX_SORT_KEY_BYTES } from '../../src/keys/index.ts';

describe('key', () => {
  it('builds a key from its parts', () => {
    expect(key('USER#{userId}')({ userId: '7' })).toBe('USER#7');
    expect(key('ORDER#{orderId}#ITEM#{n:int4}')({ orderId: 'a1', n: 2 })).toBe('ORDER#a1#ITEM#0002');
    expect(key('PROFILE')({})).toBe('PROFILE');
  });

  it('takes a whole item and uses the parts that it names', () => {
    const order = { userId: '7', orderId: 'a1', total: 42, tags: ['x'] };
    expect(key('ORDER#{orderId}')(order)).toBe('ORDER#a1');
  });

  it('parses what it builds, and nothing else', () => {
    const orderItem = key('ORDER#{orderId}#ITEM#{n:int4}');
    expect(orderItem.parse('ORDER#a1#ITEM#0002')).toEqual({ orderId: 'a1', n: 2 });
    for (const text of [
      '',
      'ORDER#a1',
      'ORDER##ITEM#0002',
      'ORDER#a1#ITEM#2',
      'ORDER#a1#ITEM#0002#',
      'order#a1#ITEM#0002',
    ]) {
      expect(orderItem.parse(text)).toBeUndefined();
    }
    expect(orderItem.parse(7 as never)).toBeUndefined();
  });

  it('escapes what sorts below the separator and the separator itself', () => {
    const user = key('USER#{userId}');
    expect(user({ userId: 'a#b' })).toBe('USER#a$Sb');
    expect(user({ userId: 'a b$!' })).toBe('USER#a$Pb$T$Q');
    expect(user({ userId: '\u0000' })).toBe('USER#$0');
    expect(user({ userId: 'é😀%-_:/' })).toBe('USER#é😀%-_:/');
    expect(user.parse('USER#a$Sb')).toEqual({ userId: 'a#b' });
    for (const text of ['USER#a#b', 'USER#a$', 'USER#a$s', 'USER#a b', 'USER#a$U']) {
      expect(user.parse(text)).toBeUndefined();
    }
  });

  it('gives prefixes that end at the end of a part', () => {
    const orderItem = key('ORDER#{orderId}#ITEM#{n:int4}');
    expect(orderItem.prefix({})).toBe('ORDER#');
    expect(orderItem.prefix({ orderId: '1' })).toBe('ORDER#1#ITEM#');
    expect(orderItem.prefix({ orderId: '1', n: 2 })).toBe('ORDER#1#ITEM#0002#');
    expect(key('ORDER#{orderId}').prefix({ orderId: '1' })).toBe('ORDER#1#');
    expect(key('PROFILE').prefix({})).toBe('PROFILE#');
    expect(key('ORDER#{orderId}#').prefix({ orderId: '1' })).toBe('ORDER#1#');
    expect(key('ORDER|{orderId}', { separator: '|' }).prefix({ orderId: '1' })).toBe('ORDER|1|');
  });

  it('refuses a prefix with a gap', () => {
    expect(() => key('{a}#{b}#{c}').prefix({ a: '1', c: '3' })).toThrow(
      'Key {a}#{b}#{c}: b is missing, and c, which stands after it, cannot be used without it.',
    );
  });

  it('refuses undefined in a prefix, so that it does not widen a query in silence', () => {
    expect(() => key('{a}#{b}').prefix({ a: undefined as never })).toThrow(
      'Key {a}#{b}: a cannot be undefined: every part of a key needs a value.',
    );
  });

  it('does not take what every object inherits for a value', () => {
    const template = key('K#{constructor}');
    expect(template.prefix({} as never)).toBe('K#');
    expect(template({ constructor: 'Ferrari' })).toBe('K#Ferrari');
    expect(template.parse('K#Ferrari')).toEqual({ constructor: 'Ferrari' });
  });

  it('takes values from the getters of a class', () => {
    class Order {
      get orderId() {
        return 'a1';
      }
    }
    expect(key('ORDER#{orderId}')(new Order())).toBe('ORDER#a1');
    expect(key('ORDER#{orderId}#{n:int2}').prefix(new Order())).toBe('ORDER#a1#');
  });

  it('names its parts once, in order', () => {
    expect(key('{b}#{a:iso}#{b}').fields).toEqual(['b', 'a']);
    expect(key('PROFILE').fields).toEqual([]);
    expect(key('USER#{userId}').template).toBe('USER#{userId}');
  });

  it('parses a repeated part only when it is the same every time', () => {
    const twice = key('{id}#X#{id}');
    expect(twice({ id: 'a' })).toBe('a#X#a');
    expect(twice.parse('a#X#a')).toEqual({ id: 'a' });
    expect(twice.parse('a#X#b')).toBeUndefined();
  });

  it('refuses a key that is longer than the service takes, in bytes', () => {
    const sortKey = key('{name}', { maxBytes: MAX_SORT_KEY_BYTES, name: 'Order.SK' });
    expect(sortKey({ name: 'é'.repeat(512) })).toHaveLength(512);
    expect(() => sortKey({ name: 'é'.repeat(513) })).toThrow(
      'Key Order.SK: the key has 1026 bytes, and at most 1024 are allowed; it starts "éééé',
    );
    expect(() => key('{a}')({ a: 'x'.repeat(2049) })).toThrow('2049 bytes, and at most 2048 are allowed');
    expect(key('{a}').parse('x'.repeat(2048))).toBeDefined();
    expect(key('{a}').parse('x'.repeat(2049))).toBeUndefined();
    expect(key('{a}')({ a: '😀'.repeat(512) })).toHaveLength(1024);
    expect(() => key('{a}')({ a: '😀'.repeat(513) })).toThrow('2052 bytes');
  });
});

describe('other conventions', () => {
  it('keep the separator out of the values where it cannot be escaped in order', () => {
    const user = key('USER::{userId}::{role}', { separator: '::', name: 'User.SK' });
    expect(user({ userId: 'a#b c', role: 'x' })).toBe('USER::a#b c::x');
    expect(user.parse('USER::a#b c::x')).toEqual({ userId: 'a#b c', role: 'x' });
    expect(() => user({ userId: 'a:b', role: 'x' })).toThrow(
      'Key User.SK: userId cannot be "a:b": it contains ":" of the separator "::".',
    );
    expect(user.parse('USER::a:b::x')).toBeUndefined();
  });

  it('write values as they are when the owner asks for it', () => {
    const user = key('USER#{userId}#{role}', { escape: false });
    expect(user({ userId: 'a b', role: 'c#d' })).toBe('USER#a b#c#d');
    expect(user.parse('USER#a b#c#d')).toEqual({ userId: 'a b', role: 'c#d' });
    expect(() => user({ userId: '', role: 'x' })).toThrow(
      'userId cannot be "": a part of a key cannot be empty.',
    );
  });

  it('lower-case one part, always the same way', () => {
    expect(key('MAIL#{email:lower}')({ email: 'Ada@Example.COM' })).toBe('MAIL#ada@example.com');
    expect(key('MAIL#{email:lower}').parse('MAIL#Ada')).toBeUndefined();
    expect(key('T#{at:iso:lower}')({ at: '2026-01-02T03:04:05.678Z' })).toBe('T#2026-01-02t03:04:05.678z');
    expect(key('T#{at:iso:lower}').parse('T#2026-01-02t03:04:05.678z')).toEqual({
      at: '2026-01-02T03:04:05.678Z',
    });
  });

  it('take a raw part exactly as it is, even empty', () => {
    const spans = key('$mastra#entity_score#traceid_{traceId:raw:lower}#spanid_{spanId:raw:lower}');
    expect(spans({ traceId: 'Trace #1', spanId: '' })).toBe('$mastra#entity_score#traceid_trace #1#spanid_');
    expect(spans.parse('$mastra#entity_score#traceid_#spanid_')).toEqual({ traceId: '', spanId: '' });
    expect(() => key('{a:raw}')({ a: '' })).toThrow(
      'Key {a:raw}: the key is empty, because all its parts are.',
    );
    expect(key('{a:raw}').parse('')).toBeUndefined();
  });
});
