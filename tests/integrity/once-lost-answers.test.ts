import { InProgress } from '../../src/errors.ts';
import { once } from '../../src/repositories/once.ts';
import { send } from '../../src/repositories/send.ts';
import { applyThen, awsError, drop, pass, type Step } from '../../src/testing/index.ts';
import { describeEngines } from '../support/engines.ts';
import { Charge, ledger, slowWork } from './charges.ts';
import { failureOf } from './contenders.ts';
import { lossyTable } from './lossy-table.ts';

const NOW = 1_800_000_000;
const LEASE = 300;

/** Applied, but its sender learns nothing of it; or not applied at all. */
const LOSSES: readonly (readonly [string, Step])[] = [
  ['whose answer is lost', applyThen(drop)],
  ['that fails after it was applied', applyThen(awsError('InternalServerError'))],
  ['that is lost itself', drop],
];

describeEngines('once, with lost answers', (engine) => {
  const { server, direct, through } = lossyTable(engine, ledger);
  let seconds = NOW;
  beforeEach(() => {
    seconds = NOW;
  });
  const db = (maxAttempts = 4) => through({ now: () => new Date(seconds * 1000), maxAttempts });
  const recordOf = (orderId: string) => send(direct(), Charge.get({ orderId }, { consistent: true }));
  const never = () => Promise.reject(new Error('This work is not to be done.'));

  describe.each(LOSSES)('a write %s', (way, lost) => {
    it('to begin with leaves one result', async () => {
      const orderId = `begin ${way}`;
      server().script('PutItem', [lost, pass]);
      let runs = 0;
      const work = async () => ({ receipt: `r${++runs}` });
      expect(await once(db(), Charge, { orderId }, work)).toEqual({ receipt: 'r1' });
      expect(server().requests('PutItem')).toHaveLength(2);
      expect(await once(db(), Charge, { orderId }, never)).toEqual({ receipt: 'r1' });
    });

    it('of the result leaves one result', async () => {
      const orderId = `result ${way}`;
      server().script('UpdateItem', [lost, lost, pass]);
      let runs = 0;
      const work = async () => ({ receipt: `r${++runs}` });
      expect(await once(db(), Charge, { orderId }, work)).toEqual({ receipt: 'r1' });
      expect(server().requests('UpdateItem')).toHaveLength(3);
      expect(await recordOf(orderId)).toMatchObject({ done: true, result: { receipt: 'r1' } });
    });

    it('to take over leaves one result', async () => {
      const orderId = `over ${way}`;
      const dead = slowWork('r1');
      const first = once(db(), Charge, { orderId }, dead.work);
      await dead.started;
      seconds += LEASE;
      // The first put finds the record of the other.
      server().script('PutItem', [pass, lost, pass]);
      let runs = 0;
      const work = async () => ({ receipt: `new ${++runs}` });
      expect(await once(db(), Charge, { orderId }, work)).toEqual({ receipt: 'new 1' });
      dead.finish();
      expect(await first).toEqual({ receipt: 'new 1' });
      expect(await recordOf(orderId)).toMatchObject({ result: { receipt: 'new 1' } });
    });

    it('that takes the record of failed work away leaves none', async () => {
      const orderId = `failed ${way}`;
      server().script('DeleteItem', [lost, pass]);
      const broken = new Error('The card was refused.');
      expect(await failureOf(once(db(), Charge, { orderId }, () => Promise.reject(broken)))).toBe(broken);
      expect(await recordOf(orderId)).toBeUndefined();
    });
  });

  it('throws the error of the work also where the record cannot be taken away; it goes with its lease', async () => {
    server().script('DeleteItem', drop);
    const broken = new Error('The card was refused.');
    const failing = once(db(1), Charge, { orderId: 'stuck' }, () => Promise.reject(broken));
    expect(await failureOf(failing)).toBe(broken);
    expect(await failureOf(once(db(), Charge, { orderId: 'stuck' }, never))).toBeInstanceOf(InProgress);
    seconds += LEASE;
    expect(await once(db(), Charge, { orderId: 'stuck' }, async () => ({ receipt: 'r2' }))).toEqual({
      receipt: 'r2',
    });
  });

  it('throws the error of the network where no answer comes at all, and never does the work twice', async () => {
    let runs = 0;
    const work = async () => ({ receipt: `r${++runs}` });
    server().script('UpdateItem', applyThen(drop));
    const error = await failureOf(once(db(2), Charge, { orderId: 'network' }, work));
    expect(error.message).toMatch(/socket hang up/);
    // It was kept all the same.
    expect(await once(db(), Charge, { orderId: 'network' }, never)).toEqual({ receipt: 'r1' });
    server().script('PutItem', applyThen(drop));
    const begun = await failureOf(once(db(2), Charge, { orderId: 'network-2' }, never));
    expect(begun.message).toMatch(/socket hang up/);
    expect(runs).toBe(1);
  });

  it.each(['its lease', 'its record'])(
    'gives a result that is kept just before another takes over, %s having ended',
    async (what) => {
      const orderId = `just before ${what}`;
      const slow = slowWork('r1');
      const first = once(db(), Charge, { orderId }, slow.work);
      await slow.started;
      seconds += what === 'its lease' ? LEASE : 24 * 60 * 60;
      server().script('PutItem', [
        pass,
        async (_, forward) => {
          slow.finish();
          await first;
          return forward();
        },
      ]);
      expect(await once(db(), Charge, { orderId }, never)).toEqual({ receipt: 'r1' });
      expect(await first).toEqual({ receipt: 'r1' });
      expect(slow.runs()).toBe(1);
    },
  );

  it('is InProgress where another took over just before', async () => {
    const orderId = 'another';
    const [dead, other] = [slowWork('r1'), slowWork('r2')];
    const first = once(db(), Charge, { orderId }, dead.work);
    await dead.started;
    seconds += LEASE;
    let second: Promise<unknown> = Promise.resolve();
    server().script('PutItem', [
      pass,
      async (_, forward) => {
        second = once(db(), Charge, { orderId }, other.work);
        await other.started;
        return forward();
      },
      pass,
    ]);
    const error = await failureOf(once(db(), Charge, { orderId }, never));
    expect(error).toBeInstanceOf(InProgress);
    expect(error.message).toBe('once: another caller is at Charge with PK "CHARGE#another", SK "CHARGE".');
    other.finish();
    expect(await second).toEqual({ receipt: 'r2' });
    dead.finish();
    expect(await first).toEqual({ receipt: 'r2' });
  });

  it('is InProgress where the record went while it was looked at', async () => {
    // Some servers do not return the item with the error, and then it is read.
    await send(
      direct(),
      Charge.put({ orderId: 'went', holder: 'x', heldUntil: NOW + 9, expiresAt: NOW + 9 }),
    );
    server().script('PutItem', [
      async (_, forward) => {
        const { status, body } = await forward();
        await send(direct(), Charge.delete({ orderId: 'went' }));
        return { status, body: { ...(body as object), Item: undefined } };
      },
    ]);
    const error = await failureOf(once(db(), Charge, { orderId: 'went' }, never));
    expect(error).toBeInstanceOf(InProgress);
  });
});
