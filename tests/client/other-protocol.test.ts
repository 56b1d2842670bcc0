import { AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { cbor } from '@smithy/core/cbor';
import { dispatch } from '../../src/client/dispatch.ts';
import { CLIENTS } from './stub-clients.ts';

// A client may be told another protocol than the JSON that our codec writes: then the SDK's own codec has to do it.

const sent: { headers: Record<string, string>; path: string; body: unknown }[] = [];
let answer: Uint8Array | string = '';
const settings = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  requestHandler: {
    handle: async (request: { headers: Record<string, string>; path: string; body: Uint8Array | string }) => {
      sent.push(request);
      const headers = { 'smithy-protocol': 'rpc-v2-cbor' };
      return { response: { statusCode: 200, headers, body: Buffer.from(answer as string) } };
    },
  } as never,
};
const item = {
  PK: 'a',
  n: 2n ** 60n,
  data: new Uint8Array([1, 2]),
  tags: new Set(['x']),
  blobs: new Set([new Uint8Array([3])]),
  deep: { list: [null, true, { empty: '' }] },
};
const encoded = {
  PK: { S: 'a' },
  n: { N: '1152921504606846976' },
  data: { B: new Uint8Array([1, 2]) },
  tags: { SS: ['x'] },
  blobs: { BS: [new Uint8Array([3])] },
  deep: { M: { list: { L: [{ NULL: true }, { BOOL: true }, { M: { empty: { S: '' } } }] } } },
};

beforeEach(() => {
  sent.length = 0;
});

describe.each(CLIENTS)('%s that speaks CBOR', (_, make) => {
  const client = make({ ...settings, protocol: AwsSmithyRpcV2CborProtocol });
  const body = () => cbor.deserialize(sent.at(-1)?.body as Uint8Array);

  it('sends and reads the same values', async () => {
    answer = cbor.serialize({ Attributes: encoded }) as Uint8Array;
    for (let round = 0; round < 2; round += 1) {
      const output = await dispatch(client, 'put', { TableName: 'shop', Item: item });
      expect(output.Attributes).toEqual(item);
      expect(body()).toEqual({ TableName: 'shop', Item: encoded });
      expect(sent.at(-1)?.headers['smithy-protocol']).toBe('rpc-v2-cbor');
    }
  });

  it('leaves the token of a transaction to the SDK', async () => {
    answer = cbor.serialize({}) as Uint8Array;
    const input = { TransactItems: [{ Delete: { TableName: 'shop', Key: { PK: 'a' } } }] };
    await dispatch(client, 'transactWrite', input);
    expect(body()).toEqual({
      TransactItems: [{ Delete: { TableName: 'shop', Key: { PK: { S: 'a' } } } }],
      ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('refuses what cannot be stored before anything is sent', async () => {
    const input = { TableName: 'shop', Item: { PK: 'a', at: new Date(0) } };
    await expect(dispatch(client, 'put', input)).rejects.toThrow('Item.at is a Date 1970-01-01');
    expect(sent).toEqual([]);
  });
});

describe.each(CLIENTS)('%s with a protocol that has another name, or none', (_, make) => {
  class Renamed extends AwsJson1_0Protocol {
    override getShapeId() {
      return 'example#another' as never;
    }
  }
  class Nameless extends AwsJson1_0Protocol {}
  Object.defineProperty(Nameless.prototype, 'getShapeId', { value: undefined });

  it.each([
    ['another', Renamed],
    ['none', Nameless],
  ])('%s', async (__, protocol) => {
    const client = make({ ...settings, protocol } as never);
    answer = '{"Item":{"PK":{"S":"a"},"n":{"N":"0.12345678901234567890123"}}}';
    const { Item } = await dispatch(client, 'get', { TableName: 'shop', Key: { PK: 'a' } });
    expect(Item).toEqual({ PK: 'a', n: expect.objectContaining({ value: '0.12345678901234567890123' }) });
    const { buffer, byteOffset, byteLength } = new Uint8Array(sent[0]?.body as Uint8Array);
    expect(JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())).toEqual({
      TableName: 'shop',
      Key: { PK: { S: 'a' } },
    });
  });
});
