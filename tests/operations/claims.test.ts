import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { now, refusal } from './orders.ts';

const shop = defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });
interface UserItem {
  userId: string;
  email?: string | null | undefined;
  name?: string;
  expiresAt?: number;
}
const User = defineEntity<UserItem>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});
const UserEmail = defineClaim({
  name: 'UserEmail',
  owner: User,
  keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
});
const ann = { userId: '7', email: 'Ann@example.org', name: 'Ann' };
const key = { PK: 'EMAIL#ann@example.org', SK: 'EMAIL' };
const stored = { ...key, EntityType: 'UserEmail', userId: '7', email: 'Ann@example.org' };
const seconds = Math.floor(now.getTime() / 1000);
const cause = new Error('The conditional request failed');

/** Unique in each tenant, of an owner whose number is part of its key. */
const tenants = defineTable({ name: 'tenants', partitionKey: 'id', sortKey: null, discriminator: 'type' });
const Member = defineEntity<{ tenant: string; no: number | bigint; login: string; domain: string }>()({
  name: 'Member',
  table: tenants,
  keys: { id: 'MEMBER#{tenant}#{no:int12}' },
});
const MemberLogin = defineClaim({
  name: 'MemberLogin',
  owner: Member,
  keys: { id: 'LOGIN#{tenant}#{domain}#{login}' },
});
const member = { tenant: 't1', no: 7, login: 'ann', domain: 'example.org' };

describe('claim', () => {
  it('puts the value and whose it is, if it is free, the owner’s already, or its claim has expired', () => {
    const operation = UserEmail.claim(ann, { now });
    expect(operation.input).toEqual({
      TableName: 'shop',
      Item: stored,
      ConditionExpression: 'attribute_not_exists(#n0) OR #n1 = :v0 OR #n2 <= :v1',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'userId', '#n2': 'expiresAt' },
      ExpressionAttributeValues: { ':v0': '7', ':v1': seconds },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect([operation.name, operation.kind, operation.mode]).toEqual(['UserEmail.claim', 'put', 'item']);
    expect(operation.key).toEqual(key);
    expect(operation.read({})).toEqual({ userId: '7', email: 'Ann@example.org' });
  });

  it('lasts as long as its owner', () => {
    const operation = UserEmail.claim({ ...ann, expiresAt: 1_900_000_000 }, { now });
    expect(operation.input).toMatchObject({ Item: { ...stored, expiresAt: 1_900_000_000 } });
  });

  it('asks for no time in a table without time to live, whatever its keys are called', () => {
    expect(MemberLogin.claim(member).input).toEqual({
      TableName: 'tenants',
      Item: { id: 'LOGIN#t1#example.org#ann', type: 'MemberLogin', ...member },
      ConditionExpression: 'attribute_not_exists(#n0) OR #n1 = :v0 AND #n2 = :v1',
      ExpressionAttributeNames: { '#n0': 'id', '#n1': 'tenant', '#n2': 'no' },
      ExpressionAttributeValues: { ':v0': 't1', ':v1': 7 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('that met a claim names the field and the owner', () => {
    expect(
      UserEmail.claim({ ...ann, userId: '8' }).refused({ ...stored, expiresAt: 1_900_000_000 }, cause),
    ).toMatchObject({
      name: 'AlreadyClaimed',
      message: 'UserEmail.claim: email "Ann@example.org" belongs to another User.',
      entity: 'User',
      operation: 'UserEmail.claim',
      key,
      claimed: { email: 'Ann@example.org' },
      item: { userId: '7', email: 'Ann@example.org', expiresAt: 1_900_000_000 },
      cause,
      maybeApplied: false,
    });
  });

  it('names each of several fields', () => {
    const present = { id: 'LOGIN#t1#example.org#ann', type: 'MemberLogin', ...member, no: 8 };
    expect(MemberLogin.claim(member).refused(present, cause)).toMatchObject({
      message: 'MemberLogin.claim: tenant "t1", domain "example.org", login "ann" belongs to another Member.',
      claimed: { tenant: 't1', domain: 'example.org', login: 'ann' },
    });
  });

  it('needs the key of the owner, and the value', () => {
    expect(() => UserEmail.claim({ email: 'ann@example.org' } as never)).toThrow(
      refusal('RequestError', 'UserEmail.claim needs the userId of the User whose email it is.'),
    );
    expect(() => UserEmail.claim({ userId: '7' } as never)).toThrow(
      refusal('KeyError', 'Key UserEmail.PK: email cannot be undefined: every part of a key needs a value.'),
    );
    expect(() => UserEmail.claim({ userId: '7', email: '' })).toThrow(
      refusal('KeyError', 'Key UserEmail.PK: email cannot be "": a part of a key cannot be empty.'),
    );
  });

  it.each([
    ['claim', (user: never) => UserEmail.claim(user)],
    ['release', (user: never) => UserEmail.release(user)],
    ['move', (user: never) => UserEmail.move(user, ann)],
    ['move', (user: never) => UserEmail.move(ann, user)],
  ])('is refused like any %s that is for nobody', (verb, call) => {
    for (const [nobody, shown] of [
      [undefined, 'undefined'],
      [null, 'null'],
      ['7', '"7"'],
    ] as const) {
      expect(() => call(nobody as never)).toThrow(
        refusal('RequestError', `UserEmail.${verb} is for one User, not for ${shown}.`),
      );
    }
  });

  it('refuses a condition and misspelt options', () => {
    expect(() => UserEmail.claim(ann, { if: { email: 'x' } } as never)).toThrow(
      refusal('RequestError', 'UserEmail.claim has no option "if"; there are now, abortSignal.'),
    );
    expect(() => UserEmail.move(ann, ann, { at: now } as never)).toThrow(
      refusal('RequestError', 'UserEmail.move has no option "at"; there are now, abortSignal.'),
    );
  });
});

describe('release', () => {
  it("deletes the claim, if it is the owner's", () => {
    const operation = UserEmail.release(ann);
    expect(operation.input).toEqual({
      TableName: 'shop',
      Key: key,
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'userId' },
      ExpressionAttributeValues: { ':v0': '7' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect([operation.name, operation.kind, operation.read({})]).toEqual([
      'UserEmail.release',
      'delete',
      undefined,
    ]);
  });

  it('asks for every attribute of the owner’s key', () => {
    expect(MemberLogin.release(member).input).toMatchObject({
      ConditionExpression: '#n0 = :v0 AND #n1 = :v1',
      ExpressionAttributeNames: { '#n0': 'tenant', '#n1': 'no' },
      ExpressionAttributeValues: { ':v0': 't1', ':v1': 7 },
    });
  });

  it("of another's value is ConditionFailed, of an absent one NotFound", () => {
    const operation = UserEmail.release({ ...ann, userId: '8' });
    expect(operation.refused(stored, cause)).toEqual(
      refusal('ConditionFailed', 'UserEmail.release: email "Ann@example.org" belongs to another User.'),
    );
    expect(operation.refused(undefined, cause)).toMatchObject({
      name: 'NotFound',
      message: 'UserEmail.release: there is no UserEmail with PK "EMAIL#ann@example.org", SK "EMAIL".',
      key,
      cause,
    });
  });
});

describe('move', () => {
  const names = (from: UserItem, to: UserItem) => UserEmail.move(from, to, { now }).map(({ name }) => name);

  it('releases one value and claims the other', () => {
    const moved = { ...ann, email: 'ann@home.example' };
    const operations = UserEmail.move(ann, moved, { now });
    expect(operations.map(({ name }) => name)).toEqual(['UserEmail.release', 'UserEmail.claim']);
    expect(operations.map(({ input }) => input)).toEqual([
      UserEmail.release(ann).input,
      UserEmail.claim(moved, { now }).input,
    ]);
  });

  it.each([undefined, null])('from %s is a claim, to it a release, and between two nothing', (email) => {
    expect(names({ userId: '7', email }, ann)).toEqual(['UserEmail.claim']);
    expect(names(ann, { userId: '7', email })).toEqual(['UserEmail.release']);
    expect(names({ userId: '7', email }, { userId: '7', name: 'Ann' })).toEqual([]);
  });

  it('of an owner who keeps the value is nothing', () => {
    expect(names(ann, { ...ann, name: 'Anna' })).toEqual([]);
  });

  it('between two spellings of one key is one put over the own claim', () => {
    const [operation, ...rest] = UserEmail.move(ann, { ...ann, email: 'ANN@example.org' }, { now });
    expect(rest).toEqual([]);
    expect(operation?.name).toBe('UserEmail.move');
    expect(operation?.input).toEqual({
      TableName: 'shop',
      Item: { ...stored, email: 'ANN@example.org' },
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'userId' },
      ExpressionAttributeValues: { ':v0': '7' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(operation?.refused({ ...stored, userId: '8' }, cause)).toMatchObject({
      message: 'UserEmail.move: email "ANN@example.org" belongs to another User.',
      claimed: { email: 'ANN@example.org' },
    });
  });

  it('of another expiry alone is one put, and one of no expiry takes it away', () => {
    const until = { ...ann, expiresAt: 1_900_000_000 };
    expect(names(until, { ...until, expiresAt: 1_900_000_001 })).toEqual(['UserEmail.move']);
    expect(UserEmail.move(until, ann)[0]?.input).toMatchObject({ Item: stored });
    expect(UserEmail.move(until, ann)[0]?.input).not.toHaveProperty('Item.expiresAt');
  });

  it('is for one owner, whatever the form of its numbers', () => {
    expect(() => UserEmail.move(ann, { ...ann, userId: '8' })).toThrow(
      refusal('RequestError', 'UserEmail.move is for one User; its userId is "7", then "8".'),
    );
    expect(MemberLogin.move(member, { ...member, no: 7n })).toEqual([]);
  });

  it('needs all of several fields for a value', () => {
    expect(MemberLogin.move({ tenant: 't1', no: 7, login: 'ann' }, member).map(({ name }) => name)).toEqual([
      'MemberLogin.claim',
    ]);
  });
});

describe('A claim is an entity', () => {
  it('which is read by the value', () => {
    expect(UserEmail.get({ email: 'ANN@example.org' }).input).toEqual({ TableName: 'shop', Key: key });
    expect(UserEmail.keys.PK({ email: 'ANN@example.org' })).toBe('EMAIL#ann@example.org');
    expect(UserEmail.parse(stored)).toEqual({ userId: '7', email: 'Ann@example.org' });
  });

  it('whose other attributes are not copied', () => {
    expect(UserEmail.claim(ann).input).not.toHaveProperty('Item.name');
  });
});

describe('A declaration of a claim is refused', () => {
  const fresh = () => {
    const table = defineTable({ name: 'fresh' });
    const owner = defineEntity<{ userId: string; email: string }>()({
      name: 'User',
      table,
      keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
    });
    return { table, owner };
  };

  it('without a value in its key', () => {
    const { owner } = fresh();
    const declare = () => defineClaim({ name: 'Email', owner, keys: { PK: 'EMAIL', SK: 'EMAIL' } });
    const message = refusal('DeclarationError', 'Claim Email has no value in its primary key.');
    expect(declare).toThrow(message);
    expect(declare).toThrow(message);
  });

  it('of an owner of which there is only one', () => {
    const { table } = fresh();
    const owner = defineEntity<{ email: string }>()({ name: 'Settings', table, keys: { PK: 'S', SK: 'S' } });
    expect(() => defineClaim({ name: 'Email', owner, keys: { PK: 'EMAIL#{email}', SK: 'EMAIL' } })).toThrow(
      refusal('DeclarationError', 'Claim Email: there is only one Settings, so it can own no value.'),
    );
  });

  it('whose keys could be those of another entity', () => {
    const { owner } = fresh();
    expect(() => defineClaim({ name: 'Email', owner, keys: { PK: 'USER#{email}', SK: 'PROFILE' } })).toThrow(
      refusal(
        'DeclarationError',
        "Entities User and Email could write the same key: Email.PK 'USER#{email}' and User.PK 'USER#{userId}', Email.SK 'PROFILE' and User.SK 'PROFILE' have texts in common.",
      ),
    );
  });

  it('with the name of another entity, or half a key', () => {
    const { owner } = fresh();
    expect(() => defineClaim({ name: 'User', owner, keys: { PK: 'EMAIL#{email}', SK: 'E' } })).toThrow(
      refusal('DeclarationError', 'Table fresh has two entities named User.'),
    );
    expect(() => defineClaim({ name: 'Email', owner, keys: { PK: 'EMAIL#{email}' } })).toThrow(
      refusal('DeclarationError', 'Entity Email needs a key template for SK.'),
    );
  });

  it('with a misspelt option', () => {
    const { owner } = fresh();
    expect(() =>
      defineClaim({ name: 'Email', owner, key: { PK: 'EMAIL#{email}', SK: 'EMAIL' } } as never),
    ).toThrow(refusal('DeclarationError', 'Claim Email has no option "key"; there are name, owner, keys.'));
  });
});
