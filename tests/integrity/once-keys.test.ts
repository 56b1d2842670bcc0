import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { type OnceRecord, once } from '../../src/repositories/once.ts';
import { defineTable } from '../../src/table/table.ts';
import { freshTable } from '../integration/clients.ts';
import { mockedClient } from '../repositories/mocked-client.ts';
import { describeEngines } from '../support/engines.ts';
import { failureOf } from './contenders.ts';

const works = defineTable({ name: 'works', ttl: 'expiresAt' });
const Work = defineEntity<OnceRecord<string> & { workId: string; expiresAt: number }>()({
  name: 'Work',
  table: works,
  keys: { PK: 'WORK#{workId}', SK: 'WORK' },
});
const never = () => Promise.reject(new Error('The work was done.'));

describe('once is refused before the work', () => {
  const mocked = mockedClient('DynamoDBClient');
  const db = connect({ table: works, client: mocked.client });

  it.each(['holder', 'heldUntil', 'done', 'result', 'expiresAt'])(
    'where its key is made of %s',
    async (name) => {
      const table = defineTable({ name: 'works', ttl: 'expiresAt' });
      const Odd = defineEntity<OnceRecord<string> & Record<string, string>>()({
        name: 'Odd',
        table,
        keys: { PK: `ODD#{${name}}`, SK: 'ODD' } as never,
      });
      const error = await failureOf(
        once(connect({ table, client: mocked.client }), Odd as never, { [name]: 'x' } as never, never),
      );
      expect(error.message).toBe(`once: the key of Odd is made of ${name}, which once itself writes.`);
    },
  );

  it('where the entity has an expiry of its own', async () => {
    const table = defineTable({ name: 'works', ttl: 'expiresAt' });
    const Short = defineEntity<OnceRecord<string> & { workId: string; expiresAt: number }>()({
      name: 'Short',
      table,
      keys: { PK: 'WORK#{workId}', SK: 'WORK' },
      expiry: { after: { days: 1 } },
    });
    const error = await failureOf(
      once(connect({ table, client: mocked.client }), Short, { workId: '1' }, never),
    );
    expect(error.message).toBe('once: Short has an expiry of its own, and a record has keep instead.');
  });

  it('for a lease that is a number, or no length at all', async () => {
    const number = await failureOf(once(db, Work, { workId: '1' }, never, { lease: 60 as never }));
    expect(number.message).toBe('once: lease is a duration such as { minutes: 5 }, not 60.');
    const nothing = await failureOf(once(db, Work, { workId: '1' }, never, { keep: { days: 0 } }));
    expect(nothing.message).toMatch(/^once: keep: /);
    expect(mocked.sent()).toEqual([]);
  });
});

describeEngines('once', (engine) => {
  it('whose result is larger than an item throws, and the work counts as done', async () => {
    const db = await freshTable(engine, works);
    const error = await failureOf(once(db, Work, { workId: 'big' }, async () => 'x'.repeat(500_000)));
    expect(error.name).toBe('ValidationException');
    const later = { ...db, now: () => new Date(Date.now() + 3_600_000) };
    expect(await once(later, Work, { workId: 'big' }, never)).toBeUndefined();
  });

  it('begun late in a second keeps others away for the whole of its lease', async () => {
    const second = Math.floor(Date.now() / 1000) * 1000;
    const db = await freshTable(engine, works);
    const at = (ms: number) => ({ ...db, now: () => new Date(second + ms) });
    let finish = (_: string) => {};
    const first = once(
      at(999),
      Work,
      { workId: 'late' },
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
      { lease: { seconds: 1 } },
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const error = await failureOf(
      once(at(1_990), Work, { workId: 'late' }, never, { lease: { seconds: 1 } }),
    );
    expect(error.name).toBe('InProgress');
    finish('first');
    expect(await first).toBe('first');
  });
});
