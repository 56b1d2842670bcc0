import { RESERVED_NAMES } from '../../src/table/check-patterns.ts';
import type { Pattern } from '../../src/table/pattern.ts';
import { defineTable } from '../../src/table/table.ts';
import { titled } from '../support/titled.ts';
import { declared } from './declared.ts';

const keys = { PK: 'USER#{userId}', SK: 'ORDER#{orderId}', GSI1PK: 'A#{userId}', GSI1SK: 'A#{orderId}' };
const table = () =>
  defineTable({
    name: 'shop',
    ttl: 'expiresAt',
    indexes: [
      'GSI1',
      'GSI2',
      { name: 'keysOnly', partitionKey: ['region'], sortKey: null, projection: 'keys' },
      { name: 'noTtl', partitionKey: ['region'], sortKey: null, projection: ['EntityType', 'total'] },
      { name: 'both', partitionKey: ['region'], sortKey: null, projection: ['expiresAt', 'EntityType'] },
      {
        name: 'byExpiry',
        partitionKey: ['EntityType'],
        sortKey: [{ name: 'expiresAt', type: 'number' }],
        projection: 'keys',
      },
    ],
  });

const declare = (patterns: Readonly<Record<string, unknown>>) =>
  declared(table(), { keys, patterns: patterns as Record<string, Pattern> });

describe('A pattern', () => {
  it('may read the table, a joined index, or one over attributes of the items', () => {
    const { patterns } = declare({
      ofUser: {},
      byA: { index: 'GSI1', order: 'descending', one: true },
      fetch: { operation: 'get' },
      all: { operation: 'scan', segments: 1_000_000 },
      inRegion: { index: 'both' },
      allOfGSI1: { operation: 'scan', index: 'GSI1' },
    }).model;
    expect([...patterns.keys()]).toEqual(['ofUser', 'byA', 'fetch', 'all', 'inRegion', 'allOfGSI1']);
  });

  it('may read an index whose very keys are the discriminator and the expiry', () => {
    expect(declare({ byExpiry: { index: 'byExpiry' } }).model.patterns.size).toBe(1);
  });

  it.each(RESERVED_NAMES.map((name) => [name]))('cannot be called %s', (name) => {
    expect(() => declare({ [name]: {} })).toThrow(
      `Pattern Order.${name}: every entity has a ${name} of its own; give the pattern another name.`,
    );
  });

  it('may be called like what every object has', () => {
    const entity = declare({ constructor: {}, toString: { operation: 'scan' } });
    expect(Object.hasOwn(entity, 'constructor') && Object.hasOwn(entity, 'toString')).toBe(true);
  });

  it.each(
    titled<unknown, string>([
      [{ index: 'GSI3' }, 'Pattern Order.found reads index "GSI3", which table shop does not declare.'],
      [
        { index: 'GSI2' },
        'Pattern Order.found reads index GSI2, but Order has no key templates for it, so none of its items is there.',
      ],
      [
        { operation: 'scan', index: 'GSI2' },
        'Pattern Order.found reads index GSI2, but Order has no key templates for it, so none of its items is there.',
      ],
      [
        { index: 'keysOnly' },
        'Pattern Order.found reads index keysOnly, which does not hold EntityType and expiresAt; add them to the projection.',
      ],
      [
        { index: 'noTtl' },
        'Pattern Order.found reads index noTtl, which does not hold expiresAt; add it to the projection.',
      ],
      [
        { operation: 'scan', index: 'noTtl' },
        'Pattern Order.found reads index noTtl, which does not hold expiresAt; add it to the projection.',
      ],
      [
        { operation: 'scan', segments: 0 },
        'Pattern Order.found: segments is a whole number from 1 to 1000000, not 0.',
      ],
      [
        { operation: 'scan', segments: 1.5 },
        'Pattern Order.found: segments is a whole number from 1 to 1000000, not 1.5.',
      ],
      [
        { operation: 'scan', segments: 1_000_001 },
        'Pattern Order.found: segments is a whole number from 1 to 1000000, not 1000001.',
      ],
      [
        { operation: 'scan', segments: '4' },
        'Pattern Order.found: segments is a whole number from 1 to 1000000, not "4".',
      ],
    ]),
  )('is refused: %s', (message, pattern) => {
    expect(() => declare({ found: pattern })).toThrow(
      expect.objectContaining({ name: 'DeclarationError', message }),
    );
  });
});
