import { iamPolicy, type PolicyOptions } from '../../src/table/iam-policy.ts';
import { defineTable } from '../../src/table/table.ts';

const shop = defineTable({ name: 'shop', indexes: ['GSI1'] });

describe('An IAM policy', () => {
  it('allows what the toolkit sends to the table, and reads of its indexes', () => {
    expect(iamPolicy(shop, { region: 'eu-west-1', accountId: '123456789012' })).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Items',
          Effect: 'Allow',
          Action: [
            'dynamodb:BatchGetItem',
            'dynamodb:BatchWriteItem',
            'dynamodb:ConditionCheckItem',
            'dynamodb:DeleteItem',
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:Query',
            'dynamodb:Scan',
            'dynamodb:UpdateItem',
          ],
          Resource: ['arn:aws:dynamodb:eu-west-1:123456789012:table/shop'],
        },
        {
          Sid: 'Indexes',
          Effect: 'Allow',
          Action: ['dynamodb:Query', 'dynamodb:Scan'],
          Resource: ['arn:aws:dynamodb:eu-west-1:123456789012:table/shop/index/*'],
        },
      ],
    });
  });

  it('says nothing of indexes where there are none', () => {
    const { Statement } = iamPolicy(defineTable({ name: 'plain' }));
    expect(Statement.map(({ Sid, Resource }) => [Sid, ...Resource])).toEqual([
      ['Items', 'arn:aws:dynamodb:*:*:table/plain'],
    ]);
  });

  it.each([
    ['check', ['DescribeTable', 'DescribeTimeToLive']],
    ['ensure', ['CreateTable', 'DescribeTable', 'DescribeTimeToLive', 'UpdateTimeToLive']],
  ] as const)('adds what %sTable needs', (administration, actions) => {
    expect(iamPolicy(shop, { tableName: 'shop-test', administration }).Statement[2]).toEqual({
      Sid: 'Table',
      Effect: 'Allow',
      Action: actions.map((action) => `dynamodb:${action}`),
      Resource: ['arn:aws:dynamodb:*:*:table/shop-test'],
    });
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn:dynamodb:cn-north-1:*:table/shop'],
    ['us-gov-west-1', 'arn:aws-us-gov:dynamodb:us-gov-west-1:*:table/shop'],
  ])('names the partition of %s', (region, arn) => {
    expect(iamPolicy(shop, { region }).Statement[0]?.Resource).toEqual([arn]);
  });

  it.each<[object, string]>([
    [
      { account: '1' },
      'iamPolicy has no option "account"; there are tableName, region, accountId, administration.',
    ],
    [{ region: 'eu*' }, 'iamPolicy: a region is such as \'eu-west-1\', not "eu*".'],
    [{ accountId: '12' }, 'iamPolicy: an accountId has 12 digits, and "12" has not.'],
    [{ tableName: 'a*b' }, 'iamPolicy: a name is 3 to 255 of A-Z a-z 0-9 _ . - and "a*b" is not.'],
    [{ administration: true }, "iamPolicy: administration is 'check' or 'ensure', not true."],
  ])('refuses %j', (options, message) => {
    expect(() => iamPolicy(shop, options as PolicyOptions)).toThrow(message);
  });
});
