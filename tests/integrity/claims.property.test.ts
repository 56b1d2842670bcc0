import fc from 'fast-check';
import type { Connection } from '../../src/client/connect.ts';
import { TransactionCancelled } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { changeEmail, emailsOf, leave, shop, signUp, User, type UserItem } from './shop.ts';

// Two spellings of one value among them.
const email = fc.constantFrom('a@x.org', 'A@x.org', 'b@x.org', 'c@x.org');
/** One of those who are there, if anybody is. */
const who = fc.nat({ max: 5 });
const step = fc.oneof(
  fc.record({ do: fc.constant('sign up' as const), email }),
  fc.record({ do: fc.constant('move' as const), who, email: fc.option(email, { nil: undefined }) }),
  fc.record({ do: fc.constant('leave' as const), who }),
  // A write that leaves the value as it is.
  fc.record({ do: fc.constant('rename' as const), who }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** Rounds of steps that are taken at once, each after what its round began with. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });

describeEngines('claims and their owners', (engine) => {
  let db: Connection;
  let runs = 0;
  let userIds = 0;
  beforeAll(async () => {
    db = await freshTable(engine, shop);
  });

  async function take(one: Step, users: readonly UserItem[], run: string): Promise<void> {
    if (one.do === 'sign up') {
      // An id that was never used: a version does not tell who was deleted from who came after with the same id.
      await signUp(db, { run, userId: `user-${userIds++}`, email: one.email });
      return;
    }
    const user = users[one.who % users.length];
    if (user === undefined) return;
    if (one.do === 'move') await changeEmail(db, user, one.email);
    else if (one.do === 'leave') await leave(db, user);
    else await transactWrite(db, [User.put(user)]);
  }

  it('agree exactly, whatever is claimed, moved and released at once', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (sequence) => {
        const run = `run-${runs++}`;
        for (const steps of sequence) {
          const { items } = await send(db, User.ofRun({ run }, { consistent: true }));
          const settled = await Promise.allSettled(steps.map((one) => take(one, items, run)));
          for (const outcome of settled) {
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(TransactionCancelled);
          }
          const emails = await emailsOf(db, run);
          expect(emails.claims).toEqual(emails.users);
        }
      }),
      { numRuns: 25 },
    );
  });
});
