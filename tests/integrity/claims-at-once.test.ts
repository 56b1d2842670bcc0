import type { Connection } from '../../src/client/connect.ts';
import { AlreadyClaimed, type TransactionCancelled, VersionConflict } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import { retryOnConflict } from '../../src/transactions/retry-on-conflict.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { contend, shortWaits } from './contenders.ts';
import { changeEmail, emailsOf, leave, shop, signUp, User, userOf } from './shop.ts';

describeEngines('claims at once', (engine) => {
  shortWaits();
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, shop);
  });
  /** That users and claims tell the same; gives the e-mails with their users. */
  async function consistentEmails(run: string): Promise<string[]> {
    const { users, claims } = await emailsOf(db, run);
    expect(claims).toEqual(users);
    return users;
  }

  it.each([2, 20])('make one user and one claim of %i sign-ups with one value', async (count) => {
    const run = `sign-up-${count}`;
    const { won, lost } = await contend(count, (place) =>
      // In two spellings, which are one value.
      signUp(db, { run, userId: String(place), email: place % 2 ? 'ann@example.org' : 'ANN@example.org' }),
    );
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(count - 1);
    for (const error of lost) {
      const { failures } = error as TransactionCancelled;
      expect(failures.map(({ index, operation }) => [index, operation])).toEqual([[1, 'UserEmail.claim']]);
      expect((error as TransactionCancelled).find(AlreadyClaimed)?.item).toMatchObject({
        userId: won[0]?.userId,
      });
    }
    expect(await consistentEmails(run)).toEqual([`ann@example.org ${won[0]?.userId} ${won[0]?.email}`]);
    const { items } = await send(db, User.ofRun({ run }));
    expect(items).toEqual(won);
  });

  it('let every one of twenty sign up with a value of their own', async () => {
    const { won } = await contend(20, (place) =>
      signUp(db, { run: 'own', userId: String(place), email: `user-${place}@example.org` }),
    );
    expect(won).toHaveLength(20);
    expect(await consistentEmails('own')).toHaveLength(20);
  });

  it('leave one claim when an owner moves to twenty values, and that is the value', async () => {
    const ann = await signUp(db, { run: 'moves', userId: '1', email: 'ann@example.org' });
    const { won, lost } = await contend(20, async (place) => {
      await changeEmail(db, ann, `ann-${place}@example.org`);
      return `ann-${place}@example.org 1 ann-${place}@example.org`;
    });
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(19);
    expect(await consistentEmails('moves')).toEqual(won);
  });

  it('leave one claim when an owner without a value takes one of twenty', async () => {
    const bob = await send(db, User.create({ run: 'first', userId: '1' }));
    const { won, lost } = await contend(20, (place) => changeEmail(db, bob, `bob-${place}@example.org`));
    expect(won).toHaveLength(1);
    // No claim stood in the way: it is the version that says that the user was another one meanwhile.
    for (const error of lost) expect((error as TransactionCancelled).find(VersionConflict)).toBeDefined();
    expect(await consistentEmails('first')).toHaveLength(1);
  });

  it('go to the value of every move in turn, with retryOnConflict', async () => {
    await signUp(db, { run: 'turns', userId: '1', email: 'ann@example.org' });
    const { won, lost } = await contend(5, (place) =>
      retryOnConflict(
        () => userOf(db, 'turns', '1'),
        (ann) => changeEmail(db, ann, `ann-${place}@example.org`),
        { maxAttempts: 60 },
      ),
    );
    expect([won.length, lost.length]).toEqual([5, 0]);
    expect(await userOf(db, 'turns', '1')).toMatchObject({ version: 6 });
    expect(await consistentEmails('turns')).toHaveLength(1);
  });

  it('keep their values when two owners try to swap them', async () => {
    const ann = await signUp(db, { run: 'swap', userId: '1', email: 'ann@example.org' });
    const bob = await signUp(db, { run: 'swap', userId: '2', email: 'bob@example.org' });
    const { won, lost } = await contend(20, (place) =>
      place % 2 ? changeEmail(db, ann, bob.email) : changeEmail(db, bob, ann.email),
    );
    expect([won.length, lost.length]).toEqual([0, 20]);
    expect(await consistentEmails('swap')).toEqual([
      'ann@example.org 1 ann@example.org',
      'bob@example.org 2 bob@example.org',
    ]);
  });

  it('are given back once, and can be taken once, when owners leave and come', async () => {
    const ann = await signUp(db, { run: 'leave', userId: 'ann', email: 'ann@example.org' });
    const { won } = await contend(20, async (place) => {
      if (place % 2) return leave(db, ann);
      await signUp(db, { run: 'leave', userId: String(place), email: 'ann@example.org' });
    });
    // One who left, and at most one who came after that.
    expect([1, 2]).toContain(won.length);
    expect(await consistentEmails('leave')).toHaveLength(won.length - 1);
  });
});
