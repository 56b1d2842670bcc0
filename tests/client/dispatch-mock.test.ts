import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand as LowLevelQueryCommand,
  PutItemCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocument,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { cancellationItems, presentItem } from '../../src/client/codec/error-items.ts';
import { type DynamoClient, dispatch, isDocumentClient } from '../../src/client/dispatch.ts';
import { ValueError } from '../../src/errors.ts';

const settings = { region: 'eu-north-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } };
const base = new DynamoDBClient(settings);
const document = DynamoDBDocumentClient.from(base);

describe('a mocked DynamoDBDocumentClient', () => {
  it.each([
    ['the instance', () => mockClient(document)],
    ['the class', () => mockClient(DynamoDBDocumentClient)],
  ])('sees lib-dynamodb commands with native input, and answers native output (%s)', async (_, makeMock) => {
    const mock = makeMock();
    try {
      mock.on(QueryCommand, { TableName: 'shop' }).resolves({ Items: [{ PK: 'a', total: 42 }], Count: 1 });
      const input = { TableName: 'shop', ExpressionAttributeValues: { ':v0': 7 } };
      const output = await dispatch(document, 'query', input);
      expect(output.Items).toEqual([{ PK: 'a', total: 42 }]);
      expect(mock.commandCalls(QueryCommand)).toHaveLength(1);
      expect(mock.commandCalls(QueryCommand)[0]?.args[0].input).toEqual(input);
    } finally {
      mock.restore();
    }
  });

  it('gets the abort signal as the SDK takes it, and no options otherwise', async () => {
    const mock = mockClient(document);
    try {
      mock.on(GetCommand).resolves({ Item: { PK: 'a' } });
      const { signal } = new AbortController();
      await dispatch(document, 'get', { TableName: 'shop', Key: { PK: 'a' } }, { abortSignal: signal });
      await dispatch(document, 'get', { TableName: 'shop', Key: { PK: 'a' } });
      expect(mock.calls()[0]?.args.slice(1)).toEqual([{ abortSignal: signal }]);
      expect(mock.calls()[1]?.args).toHaveLength(1);
    } finally {
      mock.restore();
    }
  });

  it('may be a DynamoDBDocument', async () => {
    const aggregated = DynamoDBDocument.from(base);
    const mock = mockClient(aggregated);
    try {
      mock.on(PutCommand).resolves({ Attributes: { PK: 'old' } });
      const output = await dispatch(aggregated, 'put', { TableName: 'shop', Item: { PK: 'a' } });
      expect(output.Attributes).toEqual({ PK: 'old' });
    } finally {
      mock.restore();
    }
  });

  it('that was told nothing answers with nothing in it', async () => {
    const mock = mockClient(document);
    try {
      expect(await dispatch(document, 'scan', { TableName: 'shop' })).toEqual({ $metadata: {} });
    } finally {
      mock.restore();
    }
  });
});

describe('a mocked DynamoDBClient', () => {
  it.each([
    ['the instance', () => mockClient(base)],
    ['the class', () => mockClient(DynamoDBClient)],
  ])(
    'sees low-level commands with AttributeValues, and its answers are decoded (%s)',
    async (_, makeMock) => {
      const mock = makeMock();
      try {
        mock.on(LowLevelQueryCommand).resolves({ Items: [{ PK: { S: 'a' }, total: { N: '42' } }], Count: 1 });
        const input = { TableName: 'shop', ExpressionAttributeValues: { ':v0': 7 } };
        const output = await dispatch(base, 'query', input);
        expect(output).toEqual({ Items: [{ PK: 'a', total: 42 }], Count: 1 });
        expect(mock.commandCalls(LowLevelQueryCommand)[0]?.args[0].input).toEqual({
          TableName: 'shop',
          ExpressionAttributeValues: { ':v0': { N: '7' } },
        });
      } finally {
        mock.restore();
      }
    },
  );

  it('is not asked when a value cannot be stored', async () => {
    const mock = mockClient(base);
    try {
      const input = { TableName: 'shop', Item: { PK: 'a', at: new Date(0) } };
      await expect(dispatch(base, 'put', input)).rejects.toThrow(ValueError);
      expect(mock.commandCalls(PutItemCommand)).toHaveLength(0);
    } finally {
      mock.restore();
    }
  });

  it('that was told nothing answers with nothing in it', async () => {
    const mock = mockClient(base);
    try {
      expect(await dispatch(base, 'batchGet', { RequestItems: {} })).toEqual({ $metadata: {} });
      expect(mock.commandCalls(BatchGetItemCommand)).toHaveLength(1);
    } finally {
      mock.restore();
    }
  });

  it('is left alone when only the document client is mocked', async () => {
    const mock = mockClient(document);
    const lowLevel = mockClient(base);
    try {
      mock.on(BatchGetCommand).resolves({ Responses: {} });
      lowLevel.on(GetItemCommand).resolves({ Item: { PK: { S: 'low' } } });
      await dispatch(document, 'batchGet', { RequestItems: {} });
      const output = await dispatch(base, 'get', { TableName: 'shop', Key: { PK: 'a' } });
      expect(output.Item).toEqual({ PK: 'low' });
      expect(mock.calls()).toHaveLength(1);
      expect(lowLevel.calls()).toHaveLength(1);
    } finally {
      mock.restore();
      lowLevel.restore();
    }
  });
});

describe('the kind of a client', () => {
  it('is seen by its class, though the base client shares its config', () => {
    expect(isDocumentClient(document)).toBe(true);
    expect(isDocumentClient(DynamoDBDocument.from(base))).toBe(true);
    expect(isDocumentClient(base)).toBe(false);
  });

  it('is seen for classes of another copy of the SDK', () => {
    class OtherClient {}
    class OtherDocumentClient {
      readonly config = {};
      static from() {
        return new OtherDocumentClient();
      }
    }
    const other = (client: unknown) => isDocumentClient(client as DynamoClient);
    expect(other(new OtherClient())).toBe(false);
    expect(other(OtherDocumentClient.from())).toBe(true);
    expect(other({ send: async () => ({}) })).toBe(false);
  });
});

describe('errors of the SDK', () => {
  const encoded = { PK: { S: 'a' }, total: { N: '42' } };
  const failed = (Item: unknown) =>
    new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: { requestId: 'r1', attempts: 1 },
      Item: Item as never,
    });

  it.each([
    ['DynamoDBDocumentClient', document],
    ['DynamoDBClient', base],
  ])('pass as the same object from a %s', async (_, client) => {
    const error = failed(encoded);
    const mock = mockClient(client as DynamoDBClient);
    try {
      mock.rejects(error);
      const thrown = await dispatch(client, 'put', { TableName: 'shop', Item: { PK: 'a' } }).catch((e) => e);
      expect(thrown).toBe(error);
      expect(thrown.Item).toEqual(encoded);
      expect(presentItem(thrown)).toEqual({ PK: 'a', total: 42 });
    } finally {
      mock.restore();
    }
  });

  it('give their item natively when a mock made it so', () => {
    const native = { PK: 'a', address: { S: 'a street with a short name' } };
    expect(presentItem(failed(native))).toBe(native);
  });

  it('give no item when they carry none', () => {
    expect(presentItem(failed(undefined))).toBeUndefined();
    expect(presentItem(new Error('other'))).toBeUndefined();
    expect(presentItem(undefined)).toBeUndefined();
  });

  it('give the items of cancellation reasons by the place of their action', () => {
    const error = new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: encoded },
        { Code: 'ConditionalCheckFailed', Item: { PK: 'native' } as never },
      ],
    });
    expect(cancellationItems(error)).toEqual([undefined, { PK: 'a', total: 42 }, { PK: 'native' }]);
    expect(cancellationItems(new Error('other'))).toEqual([]);
  });
});
