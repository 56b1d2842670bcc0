import { AlreadyClaimed, ConditionFailed, TransactionCancelled } from '../../src/errors.ts';
import { emailTaken } from '../../src/repositories/commerce/email-taken.ts';
import { changeEmail, signUp, UserEmail } from '../../src/repositories/commerce/index.ts';
import { writtenOut } from './written-out.ts';

const now = new Date('2026-01-31T12:00:00.000Z');
const ann = { userId: '7', email: 'ann@example.org' };

type Operation = ReturnType<typeof changeEmail>[number];
const namesOf = (operations: readonly Operation[]) => operations.map(({ name }) => name);
const keysOf = (operations: readonly Operation[]) => operations.map(({ key }) => key.PK);

describe('The transaction of a sign-up', () => {
  it('writes the user, who has no orders yet, and the claim of the e-mail', () => {
    const [user, email] = signUp({ ...ann, name: 'Ann' }, now);
    const at = now.toISOString();
    expect(user.input.Item).toMatchObject({ ...ann, orderCount: 0, createdAt: at, updatedAt: at });
    expect(email.input.Item).toEqual({
      PK: 'EMAIL#ann@example.org',
      SK: 'EMAIL',
      EntityType: 'UserEmail',
      ...ann,
    });
  });

  it('claims an e-mail in whatever case it is written', () => {
    const [, upper] = signUp({ userId: '8', name: 'Ann', email: 'ANN@Example.org' }, now);
    expect(upper.key).toEqual(UserEmail.get(ann).key);
  });

  it('is refused without an e-mail', () => {
    expect(() => signUp({ userId: '7', name: 'Ann', email: '' })).toThrow(
      'Key UserEmail.PK: email cannot be "": a part of a key cannot be empty.',
    );
    expect(() => signUp({ userId: '7', name: 'Ann' } as never)).toThrow('Key UserEmail.PK: email');
  });
});

describe('The transaction of a change of e-mail', () => {
  it('releases the old one and claims the new one', () => {
    const operations = changeEmail(ann, 'ann@example.com', now);
    expect(namesOf(operations)).toEqual(['User.update', 'UserEmail.release', 'UserEmail.claim']);
    expect(keysOf(operations)).toEqual(['USER#7', 'EMAIL#ann@example.org', 'EMAIL#ann@example.com']);
  });

  it('asks that the user still has the e-mail that was read, or none if there was none', () => {
    const [withEmail, without] = [ann, { userId: '7' }].map((user) => changeEmail(user, 'a@b.c', now)[0]);
    expect(writtenOut(withEmail).condition).toBe('attribute_exists(PK) AND (email = ann@example.org)');
    expect(writtenOut(without).condition).toBe('attribute_exists(PK) AND (attribute_not_exists(email))');
  });

  it.each<[string, string | undefined, string | undefined, string[]]>([
    ['claims the first one', undefined, 'ann@example.org', ['User.update', 'UserEmail.claim']],
    ['releases the last one', 'ann@example.org', undefined, ['User.update', 'UserEmail.release']],
    [
      'rewrites the claim for another case',
      'ann@example.org',
      'Ann@Example.org',
      ['User.update', 'UserEmail.move'],
    ],
    ['leaves the claim of the same one alone', 'ann@example.org', 'ann@example.org', ['User.update']],
    ['has no claim for none and none', undefined, undefined, ['User.update']],
  ])('%s', (_, before, after, names) => {
    expect(namesOf(changeEmail({ userId: '7', email: before }, after, now))).toEqual(names);
  });

  it('is refused for an empty e-mail', () => {
    expect(() => changeEmail(ann, '')).toThrow('Key UserEmail.PK: email cannot be ""');
  });
});

describe('A cancelled change of e-mail', () => {
  const claimed = (email: string) =>
    new AlreadyClaimed(`email ${email} belongs to another User.`, { entity: 'User', claimed: { email } });

  function cancelled(...errors: Error[]) {
    const failures = errors.map((error, index) => ({
      index,
      operation: '',
      entity: '',
      key: {},
      code: 'ConditionalCheckFailed',
      message: '',
      item: undefined,
      error,
    }));
    return new TransactionCancelled('transactWrite: nothing was done.', { failures });
  }

  it('says that the wanted e-mail is taken, beside whatever else failed', () => {
    const wanted = claimed('new@example.org');
    expect(emailTaken(cancelled(new ConditionFailed('', {}), wanted))).toBe(wanted);
  });

  it('does not say so when it is only the old one that belongs to somebody else by now', () => {
    const error = cancelled(new ConditionFailed('', {}), new ConditionFailed('', {}));
    expect(emailTaken(error)).toBe(error);
  });

  it('leaves other errors alone', () => {
    const other = claimed('new@example.org');
    expect(emailTaken(other)).toBe(other);
  });
});
