import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

const now = new Date('2026-01-01T00:00:00.900Z');

function owned(onUpdate?: 'keep' | 'extend' | 'remove') {
  const table = defineTable({ name: 'invitations', ttl: 'expiresAt' });
  const Invitation = defineEntity<{ id: string; code: string; expiresAt?: number }>()({
    name: 'Invitation',
    table,
    keys: { PK: 'INVITATION#{id}', SK: 'INVITATION' },
    expiry: { after: { days: 1 }, ...(onUpdate === undefined ? {} : { onUpdate }) },
  });
  const Code = defineClaim({ name: 'Code', owner: Invitation, keys: { PK: 'CODE#{code}', SK: 'CODE' } });
  return { Invitation, Code };
}

describe('A claim of an owner whose entity says how long it lives', () => {
  it('expires with the owner that is created beside it', () => {
    const { Invitation, Code } = owned();
    const invitation = { id: 'i1', code: 'abc' };
    const created = Invitation.create(invitation, { now }).input.Item.expiresAt;
    expect(created).toBe(1767312000);
    expect(Code.claim(invitation, { now }).input.Item.expiresAt).toBe(created);
  });

  it('keeps the expiry that its owner has', () => {
    const { Code } = owned('keep');
    const invitation = { id: 'i1', code: 'abc', expiresAt: 1_900_000_000 };
    expect(Code.claim(invitation, { now }).input.Item.expiresAt).toBe(1_900_000_000);
  });

  it.each(['extend', 'remove'] as const)('is refused where an update moves it: %s', (onUpdate) => {
    expect(() => owned(onUpdate)).toThrow(
      `Claim Code: an update of Invitation moves its expiry (onUpdate is '${onUpdate}'), and its claims would not follow.`,
    );
  });
});
