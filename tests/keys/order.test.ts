import { compareKeys } from '../../src/keys/index.ts';
import { afterPrefix, beforeText } from '../../src/keys/order.ts';

describe('compareKeys', () => {
  it('sorts by code points and not by UTF-16 units', () => {
    const keys = ['A#\u{1f600}', 'A#\uff5e', 'A', 'A#\uffff', 'A#'];
    expect(keys.sort(compareKeys)).toEqual(['A', 'A#', 'A#\uff5e', 'A#\uffff', 'A#\u{1f600}']);
    expect(compareKeys('A', 'A')).toBe(0);
  });
});

describe('the first text after a prefix', () => {
  it('has the next character at its end', () => {
    expect(afterPrefix('ORDER#', 1024)).toBe('ORDER$');
    expect(afterPrefix('a\u{1f600}', 1024)).toBe('a\u{1f601}');
    expect(afterPrefix('a\uffff', 1024)).toBe('a\u{10000}');
  });

  it('never has half a surrogate pair', () => {
    expect(afterPrefix('a\ud7ff', 1024)).toBe('a\ue000');
  });

  it('goes on from the character before where the last one has no next, or none that fits', () => {
    expect(afterPrefix('a\u{10ffff}', 1024)).toBe('b');
    expect(afterPrefix('a\u007f', 2)).toBe('b');
    expect(afterPrefix('\u{10ffff}', 1024)).toBeUndefined();
    expect(afterPrefix('', 1024)).toBeUndefined();
  });
});

describe('the last text before a text', () => {
  it('fills the key with the greatest characters that fit', () => {
    expect(beforeText('a5', 10)).toBe('a4\u{10ffff}\u{10ffff}');
    expect(beforeText('a5', 9)).toBe('a4\u{10ffff}\uffff');
    expect(beforeText('a5', 8)).toBe('a4\u{10ffff}\u07ff');
    expect(beforeText('a5', 7)).toBe('a4\u{10ffff}\u007f');
    expect(beforeText('a5', 2)).toBe('a4');
  });

  it('never has half a surrogate pair', () => {
    expect(beforeText('a\ue000', 4)).toBe('a\ud7ff');
  });

  it('is the text without its last character when that is the first of all', () => {
    expect(beforeText('a\u0000', 1024)).toBe('a');
  });
});
