import { S3Client } from '@aws-sdk/client-s3';

/** A client of a server on this machine, which the test destroys. */
export function localS3Client(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    // s3rver knows this pair and no other.
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });
}
