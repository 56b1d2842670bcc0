import { DeclarationError } from '../../src/errors.ts';
import { compileKey } from '../../src/keys/template.ts';

function message(template: string, options = {}): string {
  try {
    compileKey(template, options);
    return 'no error';
  } catch (error) {
    expect(error).toBeInstanceOf(DeclarationError);
    return (error as DeclarationError).message.replace(`Key template ${JSON.stringify(template)}`, '');
  }
}

const FORMATS =
  'there are int1 to int38, decimal8.2 and the like with at most 38 digits, iso, day, boolean, shard1 to shard999, raw and lower';

describe('a template', () => {
  it.each([
    ['', ', at 0: it is empty.'],
    ['A#{x', ', at 2: this { is never closed.'],
    ['A#x}', ', at 3: this } closes nothing.'],
    ['A#{x{y}', ', at 2: this { is not closed before the next one.'],
    ['A#{}', ', at 2: the part has no name.'],
    ['A#{:iso}', ', at 2: the part has no name.'],
    ['A#{__proto__}', ', at 2: a part cannot be named __proto__.'],
    ['{x}{y}', ', at 3: between x and the next part stands no separator "#".'],
    ['{x}_{y}', ', at 4: between x and the next part stands no separator "#".'],
    ['{x}_', ', at 3: after x stands "_", not the separator "#".'],
    ['{x:raw}{y}', ', at 7: between x and the next part stands no separator "#".'],
    ['{n:int4}{m:int4}', ', at 8: between n and the next part stands no separator "#".'],
    ['\ud800#{x}', ', at 0: it has a lone surrogate, which UTF-8 cannot hold.'],
  ])('cannot be %s', (template, text) => {
    expect(message(template)).toBe(text);
  });

  it.each([
    ['uuid', `"uuid" is no format; ${FORMATS}`],
    ['', `"" is no format; ${FORMATS}`],
    ['int', `"int" is no format; ${FORMATS}`],
    ['int0', `"int0" is no format; ${FORMATS}`],
    ['int04', `"int04" is no format; ${FORMATS}`],
    ['int39', `"int39" is no format; ${FORMATS}`],
    ['decimal8', `"decimal8" is no format; ${FORMATS}`],
    ['decimal30.9', `"decimal30.9" is no format; ${FORMATS}`],
    ['desc', `"desc" is no format; ${FORMATS}`],
    ['int4:up', '"up" is no modifier; there are raw, lower and desc'],
    ['int4:raw', 'raw is for text, and int4 never needs it'],
    ['lower:desc', 'desc is for int, decimal, iso and day'],
    ['boolean:desc', 'desc is for int, decimal, iso and day'],
    ['int4:desc:desc', 'int4:desc:desc says the same twice'],
  ])('cannot have the format %s', (format, text) => {
    expect(message(`A#{x:${format}}`)).toBe(`, at 2: x: ${text}.`);
  });

  it('cannot repeat a part that would not read back the same', () => {
    expect(message('{at:day}#{at:iso}')).toBe(', at 9: at stands here as iso and before as day.');
    expect(message('{id}#{id:lower}')).toBe(', at 5: id stands here as lower-case text and before as text.');
    expect(message('{n:int4}#{n:int4:desc}')).toBe('no error');
  });

  it('says its name in errors when it has one', () => {
    expect(message('A#{x', { name: 'Order.PK' })).toBe(' (Order.PK), at 2: this { is never closed.');
  });

  it('may follow a raw part with any text', () => {
    expect(message('{x:raw}_{y}')).toBe('no error');
    expect(message('{x}_{y}', { escape: false })).toBe('no error');
  });

  it('needs a separator that can be told from parts', () => {
    expect(message('A', { separator: '' })).toBe(': the separator cannot be ""; it is text without braces.');
    expect(message('A', { separator: '{' })).toBe(
      ': the separator cannot be "{"; it is text without braces.',
    );
    expect(message('{x}#{y}', { separator: '|' })).toBe(
      ', at 4: between x and the next part stands no separator "|".',
    );
  });

  it('needs a positive limit', () => {
    expect(message('A', { maxBytes: 0 })).toBe(': maxBytes cannot be 0; it is a positive integer.');
  });

  it('may name a part as an attribute may be named', () => {
    const key = compileKey('A#{my name}#{x.y-z}#{ключ}');
    expect(key.build({ 'my name': '1', 'x.y-z': '2', ключ: '3' })).toBe('A#1#2#3');
  });

  it('shows its head and its parts', () => {
    const { head, fields } = compileKey('ORDER#{orderId}#ITEM#{n:int4}');
    expect({ head, fields }).toEqual({ head: 'ORDER#', fields: ['orderId', 'n'] });
    expect(compileKey('PROFILE').head).toBe('PROFILE');
    expect(compileKey('{x}').head).toBe('');
  });
});
