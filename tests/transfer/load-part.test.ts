import { loadPart } from '../../src/transfer/load-part.ts';

const missing = (name: string) =>
  Promise.reject(
    Object.assign(new Error(`Cannot find package '${name}' imported from here`), {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
  );

test('a part whose package is not installed says how to install it', async () => {
  await expect(loadPart('S3', ['@aws-sdk/client-s3'], () => missing('@aws-sdk/client-s3'))).rejects.toThrow(
    'S3 needs @aws-sdk/client-s3, which is not installed: npm install @aws-sdk/client-s3',
  );
  const packages = ['hyparquet-writer', 'hyparquet'];
  await expect(loadPart('Parquet', packages, () => missing('hyparquet'))).rejects.toThrow(
    'Parquet needs hyparquet-writer and hyparquet, which are not installed: npm install hyparquet-writer hyparquet',
  );
});

test('any other error of loading comes out as it is', async () => {
  await expect(loadPart('S3', ['@aws-sdk/client-s3'], () => missing('something-else'))).rejects.toThrow(
    "Cannot find package 'something-else'",
  );
  const broken = new SyntaxError('broken');
  await expect(loadPart('S3', [], () => Promise.reject(broken))).rejects.toBe(broken);
});
