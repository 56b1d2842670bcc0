import {
  type $Command,
  S3Client,
  type S3ClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import { RequestError } from '../../errors.ts';
import type { S3Options } from './open-target.ts';
import { regionOf } from './s3-error.ts';

/**
 * Sends commands to S3, where the bucket is. The SDK's `followRegionRedirects` changes the region of the client for the time of
 * a request, which fails when several are on their way, and it asks in the wrong region first each time.
 */
export class S3Connection {
  #client: S3Client;
  readonly #left: S3Client[] = [];
  readonly #options: S3Options;

  constructor(options: S3Options) {
    this.#options = options;
    this.#client = options.client === undefined ? newClient(options) : asClient(options.client);
  }

  get client(): S3Client {
    return this.#client;
  }

  /** As the client's own `send`. The body of a command must be one that can be sent twice. */
  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: $Command<Input, Output, S3ClientResolvedConfig>,
    abortSignal?: AbortSignal,
  ): Promise<Output> {
    const options = abortSignal === undefined ? {} : { abortSignal };
    const client = this.#client;
    try {
      return await client.send(command, options);
    } catch (error) {
      if (!(await this.#moved(client, regionOf(error)))) throw error;
      return await this.#client.send(command, options);
    }
  }

  close(): void {
    if (this.#options.client !== undefined) return;
    for (const client of [this.#client, ...this.#left]) client.destroy();
  }

  /** Whether the next request goes to another region than that of this client. */
  async #moved(client: S3Client, region: string | undefined): Promise<boolean> {
    if (this.#options.client !== undefined || region === undefined) return false;
    if (region === (await client.config.region())) return false;
    // Another request may have moved already.
    if (this.#client === client) {
      // Its other requests may still be on their way.
      this.#left.push(client);
      this.#client = newClient({ ...this.#options, region });
    }
    return true;
  }
}

function newClient({ region, endpoint, forcePathStyle = endpoint !== undefined }: S3Options): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle,
  });
}

function asClient(client: object): S3Client {
  const { send, config } = client as Partial<S3Client>;
  if (typeof send !== 'function' || typeof config !== 'object') {
    throw new RequestError('The client for S3 is not an S3Client: it has no send and config.');
  }
  return client as S3Client;
}
