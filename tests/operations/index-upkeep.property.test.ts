import fc from 'fast-check';
import { defineEntity } from '../../src/operations/define-entity.ts';
import type { NativeItem, UpdateInput } from '../../src/operations/operation.ts';
import { defineTable } from '../../src/table/table.ts';

interface Task {
  id: string;
  team?: string;
  state?: string;
  rank?: number;
  due?: string;
  note?: string;
}

const table = defineTable({
  name: 'tasks',
  indexes: [
    'GSI1',
    'GSI2',
    { name: 'GSI3', sortKey: null },
    { name: 'inverted', partitionKey: 'SK', sortKey: 'PK' },
    { name: 'LSI1', local: true },
  ],
});
const Task = defineEntity<Task>()({
  name: 'Task',
  table,
  keys: {
    PK: 'TASK#{id}',
    SK: 'TASK',
    GSI1PK: 'TEAM#{team}',
    GSI1SK: '{due:iso}#{id}',
    GSI2PK: 'STATE#{state}#{team}',
    GSI2SK: 'RANK#{rank:int6}',
    GSI3PK: 'ALL',
    LSI1SK: '{rank:int6:desc}',
  },
});

const word = fc.string({
  unit: fc.constantFrom('a', '#', '$', 'é', '\u{1f600}'),
  minLength: 1,
  maxLength: 3,
});
const values = {
  team: word,
  state: word,
  rank: fc.integer({ min: -999_999, max: 999_999 }),
  due: fc.integer({ min: 0, max: 4e12 }).map((epoch) => new Date(epoch).toISOString()),
  note: word,
};
const item = fc.record({ id: fc.constant('1'), ...values }, { requiredKeys: ['id'] });
/** What is set, and what is removed; an attribute is never both. */
const patch = fc
  .tuple(
    fc.record(values, { requiredKeys: [] }),
    fc.subarray(['team', 'state', 'rank', 'due', 'note'] as const),
  )
  .map(([set, remove]) => ({ set, remove: remove.filter((name) => !(name in set)) }))
  .filter(({ set, remove }) => Object.keys(set).length + remove.length > 0);

/** What the service would make of the item: an update of plain SETs and REMOVEs, read independently of the builder. */
function applied(stored: NativeItem, input: UpdateInput): NativeItem {
  const result = { ...stored };
  const name = (alias: string) => input.ExpressionAttributeNames?.[alias] ?? '';
  const [, sets = '', removes = ''] = /^(?:SET (.*?))? ?(?:REMOVE (.*))?$/.exec(input.UpdateExpression) ?? [];
  for (const term of sets.split(', ').filter(Boolean)) {
    const [alias = '', value = ''] = term.split(' = ');
    result[name(alias)] = input.ExpressionAttributeValues?.[value];
  }
  for (const alias of removes.split(', ').filter(Boolean)) delete result[name(alias)];
  return result;
}

describe('An update', () => {
  it('leaves the same item behind as a put of the changed one, keys and all', () => {
    let accepted = 0;
    fc.assert(
      fc.property(item, patch, (before, change) => {
        let input: UpdateInput;
        try {
          input = Task.update({ id: '1' }, change as never).input;
        } catch (error) {
          expect(error).toMatchObject({ name: 'RequestError' });
          return;
        }
        accepted += 1;
        const after: Record<string, unknown> = { ...before, ...change.set };
        for (const name of change.remove) delete after[name];
        expect(applied(Task.put(before as Task).input.Item, input)).toEqual(
          Task.put(after as unknown as Task).input.Item,
        );
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('is refused only when it leaves a part of a touched index open', () => {
    const sources = [['team', 'due'], ['state', 'team', 'rank'], ['rank']];
    fc.assert(
      fc.property(patch, ({ set, remove }) => {
        const open = sources.some(
          (index) =>
            index.some((name) => name in set) &&
            !index.some((name) => (remove as string[]).includes(name)) &&
            !index.every((name) => name in set),
        );
        const update = () => Task.update({ id: '1' }, { set, remove } as never);
        if (open) expect(update).toThrow('together, each to a plain value');
        else expect(update).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('An upsert into nothing', () => {
  it('leaves the same item behind as a put', () => {
    fc.assert(
      fc.property(item, (given) => {
        let input: UpdateInput;
        try {
          input = Task.upsert(given as Task).input;
        } catch (error) {
          expect(error).toMatchObject({ name: 'RequestError' });
          return;
        }
        expect(applied(input.Key, input)).toEqual(Task.put(given as Task).input.Item);
      }),
    );
  });
});
