import { overlaps, prefixOverlaps } from '../../src/keys/overlaps.ts';
import { compileKey } from '../../src/keys/template.ts';

function overlap(a: string, b: string, options = {}) {
  return overlaps(compileKey(a, options), compileKey(b, options));
}

function caught(a: string, given: number, b: string, options = {}) {
  return prefixOverlaps(compileKey(a, options), given, compileKey(b, options));
}

describe('overlaps', () => {
  it('tells templates with different constants apart', () => {
    expect(overlap('USER#{id}', 'USERGROUP#{id}')).toBe(false);
    expect(overlap('USER#{id}', 'ORDER#{id}')).toBe(false);
    expect(overlap('PROFILE', 'PROFILE')).toBe(true);
    expect(overlap('PROFILE', 'PROFILES')).toBe(false);
  });

  it('knows that an escaped part ends at the separator, and a raw one does not', () => {
    expect(overlap('ORDER#{id}', 'ORDER#{id}#ITEM#{n:int4}')).toBe(false);
    expect(overlap('ORDER#{id:raw}', 'ORDER#{id}#ITEM#{n:int4}')).toBe(true);
    expect(overlap('ORDER#{id}', 'ORDER#{id}#ITEM#{n:int4}', { escape: false })).toBe(true);
    expect(overlap('ORDER|{id}', 'ORDER|{id}|ITEM|{n:int4}', { separator: '|' })).toBe(false);
  });

  it('knows that a lower-cased part has no capitals', () => {
    expect(overlap('PROFILE', '{x}')).toBe(true);
    expect(overlap('PROFILE', '{x:lower}')).toBe(false);
    expect(overlap('profile', '{x:lower}')).toBe(true);
    expect(overlap('$S', '{x:lower}')).toBe(true);
  });

  it('reads escaped text as pairs', () => {
    expect(overlap('{x}', '$S')).toBe(true);
    expect(overlap('{x}', '$mastra')).toBe(false);
    expect(overlap('{x}', 'a$')).toBe(false);
  });

  it('finds a constant in the place of a part', () => {
    expect(overlap('{a}#{b}', 'USER#{id}')).toBe(true);
    expect(overlap('{a}#{b}', 'USER')).toBe(false);
    expect(overlap('{a}#{b}', '#{b}')).toBe(false);
  });

  it('knows the forms of numbers, dates and booleans', () => {
    expect(overlap('S#{n:int4}', 'S#{n:int5}')).toBe(false);
    expect(overlap('S#{d:day}', 'S#{t:iso}')).toBe(false);
    expect(overlap('S#{d:day}', 'S#{n:int10}')).toBe(false);
    expect(overlap('S#{t:iso}', 'S#{t:iso:lower}')).toBe(false);
    expect(overlap('S#{b:boolean}', 'S#true')).toBe(true);
    expect(overlap('S#{b:boolean}', 'S#yes')).toBe(false);
    expect(overlap('S#{m:decimal2.2}', 'S#12.50')).toBe(true);
  });

  it('lets a raw part be empty', () => {
    expect(overlap('$x#t_{t:raw}', '$x#t_')).toBe(true);
    expect(overlap('X#{t}', 'X#')).toBe(false);
  });
});

describe('prefixOverlaps', () => {
  it('says whether the constant start of a template catches keys of another', () => {
    expect(caught('ORDER#{id}', 0, 'ORDER#{id}#ITEM#{n:int4}')).toBe(true);
    expect(caught('ORDER#{id}', 0, 'ORDERS#{id}')).toBe(false);
    expect(caught('ORDER#{id}', 0, 'ORDER')).toBe(false);
    expect(caught('{a}#{b}', 0, 'ANYTHING')).toBe(true);
  });

  it('says whether leading parts catch keys of another', () => {
    expect(caught('ORDER#{id}', 1, 'ORDER#{id}')).toBe(false);
    expect(caught('ORDER#{id}', 1, 'ORDER#{id}#ITEM#{n:int4}')).toBe(true);
    expect(caught('ORDER#{id}#ITEM#{n:int4}', 1, 'ORDER#{id}#NOTE')).toBe(false);
    expect(caught('ORDER#{id}#ITEM#{n:int4}', 1, 'ORDER#{id}#ITEM#{n:int4}#NOTE')).toBe(true);
  });

  it('counts a repeated part once', () => {
    expect(caught('A#{id}#{id}#{n:int4}', 1, 'A#{x}#{y}#0001')).toBe(true);
    expect(caught('A#{id}#{id}#{n:int4}', 1, 'A#{x}#0001')).toBe(false);
  });
});
