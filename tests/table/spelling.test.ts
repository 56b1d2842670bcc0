import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

const declare = (sk: string, gsi: string) => () =>
  defineEntity<{ id: string; email: string; at: string; n: number }>()({
    name: 'User',
    table: defineTable({ name: 'spelling', indexes: ['GSI1'] }),
    keys: { PK: 'USER#{id}', SK: sk, GSI1PK: 'USERS', GSI1SK: gsi },
  });

describe('A part of the primary key that stands in an index as well', () => {
  it.each([
    ['{email:lower}', '{email}'],
    ['{email:lower}', '{email:raw}'],
    ['{at:day}', '{at:iso}'],
    ['{at:iso}', '{at}'],
  ])('is refused as %s and %s: an update knows only how its caller spells it', (sk, gsi) => {
    expect(declare(`S#${sk}`, gsi)).toThrow(/^Entity User: \w+ stands in the primary key as /);
  });

  it('is refused in a sentence', () => {
    expect(declare('S#{email:lower}', '{email}')).toThrow(
      'Entity User: email stands in the primary key as {email:lower} and in User.GSI1SK as {email}. ' +
        'Values that are one primary key would be several index keys; use the same format.',
    );
  });

  it.each([
    ['{email}', '{email:lower}'],
    ['{email:lower}', '{email:lower}'],
    ['{at:iso}', '{at:iso:desc}'],
    ['{n:int5}', '{n:int10}'],
  ])('may be %s and %s', (sk, gsi) => {
    expect(declare(`S#${sk}`, gsi)).not.toThrow();
  });
});
