import { jest } from '@jest/globals';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';

interface Note {
  id: string;
  text: string;
}
const keys = { PK: 'NOTE#{id}', SK: 'NOTE' };
const note: Note = { id: '1', text: 'x' };
const stored = { PK: 'NOTE#1', SK: 'NOTE', EntityType: 'Note', ...note };
const guarded = (validate: (value: unknown) => unknown) =>
  defineEntity<Note>()({
    name: 'Note',
    table: defineTable({ name: 'notes' }),
    keys,
    validate: { '~standard': { version: 1, vendor: 'own', validate } } as Validator,
  });

describe('A validator of the caller', () => {
  it('that fills in the item changes neither what is written nor what is read', () => {
    const Note = guarded((value) => Object.assign(value as object, { PK: 'evil', more: 1 }) && { value });
    expect(Note.put(note).input.Item).toEqual(stored);
    expect(Note.get(note).read({ Item: stored })).toEqual(note);
  });

  it.each([[undefined], [{ issues: 'bad' }]])('that gives %p rejects the item and not the page', (result) => {
    const message = 'the validator (own) gave no result';
    expect(() => guarded(() => result).put(note)).toThrow(`Note.put: ${message}`);
  });
});

it('An upgrade that gives a promise is refused, and its rejection is caught', () => {
  const late = Promise.reject(new Error('late'));
  const caught = jest.spyOn(late, 'catch');
  const Note = defineEntity<Note>()({
    name: 'Note',
    table: defineTable({ name: 'notes' }),
    keys,
    upgrade: (() => late) as never,
  });
  expect(() => Note.get(note).read({ Item: stored })).toThrow('the upgrade of Note failed');
  expect(caught).toHaveBeenCalledTimes(1);
});

describe('Odd names', () => {
  it.each([[5], [null], ['\ud800']])('an entity cannot be called %p', (name) => {
    const declare = () =>
      defineEntity<Note>()({ name, table: defineTable({ name: 'notes' }), keys } as never);
    expect(declare).toThrow(/^An entity's name is text, not /);
  });

  it.each([
    [{ partitionKey: '__proto__' }],
    [{ discriminator: '__proto__' }],
    [{ ttl: '__proto__' }],
    [{ indexes: [{ name: 'own', partitionKey: ['__proto__'] }] }],
  ])('no attribute of %j is ever written, so it is refused', (more) => {
    expect(() => defineTable({ name: 'notes', ...more } as never)).toThrow('named __proto__');
  });

  it('an index may use an attribute that every object seems to have', () => {
    const table = defineTable({
      name: 'notes',
      indexes: [{ name: 'own', partitionKey: ['constructor'], sortKey: null }],
    });
    const Note = defineEntity<Note>()({ name: 'Note', table, keys });
    expect(Note.put(note).input.Item).toEqual(stored);
  });
});

describe('Indexes over the items’ own attributes', () => {
  it('are read without a filter on the entity’s name where that is itself a key', () => {
    const own = { name: 'byType', partitionKey: ['EntityType'], sortKey: ['id'] } as const;
    const Note = defineEntity<Note & { EntityType: string }>()({
      name: 'Note',
      table: defineTable({ name: 'notes', indexes: [own] }),
      keys,
      patterns: { byType: { index: 'byType' } },
    });
    expect(Note.byType({ EntityType: 'Note' }).input).toMatchObject({ KeyConditionExpression: '#n0 = :v0' });
    expect(Note.byType({ EntityType: 'Note' }).input.FilterExpression).toBeUndefined();
  });

  it('give each entity cursors of its own, since two may share a partition', () => {
    const table = defineTable({
      name: 'notes',
      indexes: [{ name: 'own', partitionKey: ['id'], sortKey: null }],
    });
    const declare = (name: string) =>
      defineEntity<Note>()({
        name,
        table,
        keys: { PK: `${name}#{id}`, SK: name },
        patterns: { all: { index: 'own' } },
      });
    const [a, b] = [declare('A'), declare('B')].map((entity) => entity.all({ id: '1' }).plan.binding);
    expect(a).not.toEqual(b);
  });
});
