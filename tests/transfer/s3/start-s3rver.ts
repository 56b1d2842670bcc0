import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

export interface S3rverServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts s3rver, which keeps objects in a temporary folder. It does not know conditional writes (they overwrite), nor how to
 * abort an upload (405), and takes any checksum: what needs these is tested with `FakeS3`.
 */
export async function startS3rver(buckets: readonly string[] = ['bucket']): Promise<S3rverServer> {
  const directory = await mkdtemp(join(tmpdir(), 'monotable-s3rver-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: buckets.map((name) => ({ name })),
  });
  // Its option leaves a warning for each request that is on its way when the server is closed.
  server.logger.silent = true;
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      server.httpServer.closeAllConnections();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
