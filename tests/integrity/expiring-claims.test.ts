import type { Connection } from '../../src/client/connect.ts';
import { AlreadyClaimed, NotFound, type TransactionCancelled } from '../../src/errors.ts';
import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { contend, failureOf } from './contenders.ts';

const seats = defineTable({ name: 'seats', ttl: 'heldUntil' });
/** A seat that is held for a while. */
const Hold = defineEntity<{ holdId: string; seat: string; heldUntil?: number | undefined }>()({
  name: 'Hold',
  table: seats,
  keys: { PK: 'HOLD#{holdId}', SK: 'HOLD' },
});
const Seat = defineClaim({ name: 'Seat', owner: Hold, keys: { PK: 'SEAT#{seat}', SK: 'SEAT' } });

const NOW = 1_800_000_000;
const at = (seconds: number) => new Date(seconds * 1000);

describeEngines('claims of owners that expire', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, seats);
  });
  const take = (hold: { holdId: string; seat: string; heldUntil?: number }, now = at(NOW)) =>
    transactWrite(db, [Hold.create(hold, { now }), Seat.claim(hold, { now })]);
  const claimOf = (seat: string) => send(db, Seat.get({ seat }, { consistent: true }));
  const refusalOf = async (call: Promise<unknown>) =>
    ((await failureOf(call)) as TransactionCancelled).find(AlreadyClaimed);

  it('have the same expiry', async () => {
    await take({ holdId: 'a', seat: '1A', heldUntil: NOW + 60 });
    expect(await claimOf('1A')).toEqual({ seat: '1A', holdId: 'a', heldUntil: NOW + 60 });
  });

  it('are taken over from the second of the expiry on, though they are still there', async () => {
    await take({ holdId: 'b', seat: '1B', heldUntil: NOW + 60 });
    const next = { holdId: 'b2', seat: '1B', heldUntil: NOW + 120 };
    const refused = await refusalOf(take(next, new Date((NOW + 60) * 1000 - 1)));
    expect(refused?.message).toBe('Seat.claim: seat "1B" belongs to another Hold.');
    expect(refused?.item).toEqual({ seat: '1B', holdId: 'b', heldUntil: NOW + 60 });
    await take(next, at(NOW + 60));
    expect(await claimOf('1B')).toEqual(next);
  });

  it('that never expire are never taken over', async () => {
    await take({ holdId: 'c', seat: '1C' });
    expect(await refusalOf(take({ holdId: 'c2', seat: '1C' }, at(NOW * 10)))).toBeInstanceOf(AlreadyClaimed);
  });

  it('are taken over by the clock of the system where none is given', async () => {
    const past = Math.floor(Date.now() / 1000) - 10;
    await send(db, Seat.claim({ holdId: 'd', seat: '1D', heldUntil: past }, { now: at(NOW) }));
    await send(db, Seat.claim({ holdId: 'd2', seat: '1D', heldUntil: past + 1000 }));
    expect(await refusalOf(transactWrite(db, [Seat.claim({ holdId: 'd3', seat: '1D' })]))).toBeInstanceOf(
      AlreadyClaimed,
    );
  });

  it('are renewed by a move that changes only the expiry', async () => {
    const hold = { holdId: 'e', seat: '1E', heldUntil: NOW + 60 };
    await take(hold);
    const renewed = { ...hold, heldUntil: NOW + 600 };
    await transactWrite(db, [
      Hold.update(hold, { set: { heldUntil: renewed.heldUntil } }),
      ...Seat.move(hold, renewed, { now: at(NOW + 50) }),
    ]);
    expect(await claimOf('1E')).toEqual(renewed);
    expect(await refusalOf(take({ holdId: 'e2', seat: '1E' }, at(NOW + 60)))).toBeInstanceOf(AlreadyClaimed);
    await transactWrite(db, Seat.move(renewed, { ...hold, heldUntil: undefined }));
    expect(await claimOf('1E')).toEqual({ seat: '1E', holdId: 'e' });
  });

  it('are not renewed, released or moved by an owner who has lost them meanwhile', async () => {
    const hold = { holdId: 'f', seat: '1F', heldUntil: NOW + 60 };
    await take(hold);
    const next = { holdId: 'f2', seat: '1F', heldUntil: NOW + 120 };
    await take(next, at(NOW + 60));
    for (const operations of [
      Seat.move(hold, { ...hold, heldUntil: NOW + 600 }),
      [Seat.release(hold)],
      Seat.move(hold, { ...hold, seat: '2F' }),
    ]) {
      const { failures } = (await failureOf(transactWrite(db, operations))) as TransactionCancelled;
      expect(failures[0]?.error?.message).toMatch(
        /^Seat\.(move|release): seat "1F" belongs to another Hold\.$/,
      );
    }
    expect(await claimOf('1F')).toEqual(next);
    expect(await claimOf('2F')).toBeUndefined();
  });

  it('that the service has deleted are NotFound to who releases or renews them', async () => {
    const gone = { holdId: 'g', seat: '1G', heldUntil: NOW + 60 };
    expect(await failureOf(send(db, Seat.release(gone)))).toBeInstanceOf(NotFound);
    const [renew] = Seat.move(gone, { ...gone, heldUntil: NOW + 600 });
    expect(renew && (await failureOf(send<unknown>(db, renew)))).toBeInstanceOf(NotFound);
  });

  it.each([2, 20])('are taken over by one of %i at once', async (count) => {
    const seat = `H${count}`;
    await take({ holdId: `old-${count}`, seat, heldUntil: NOW });
    const { won, lost } = await contend(count, async (place) => {
      await take({ holdId: `new-${count}-${place}`, seat, heldUntil: NOW + 60 }, at(NOW + 1));
      return place;
    });
    expect([won.length, lost.length]).toEqual([1, count - 1]);
    expect(await claimOf(seat)).toEqual({ seat, holdId: `new-${count}-${won[0]}`, heldUntil: NOW + 60 });
  });
});
