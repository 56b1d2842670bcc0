import type { Command } from 'commander';
import type { S3Options } from '../../transfer/target/open-target.ts';

/** How S3 is reached, as options say. */
export interface S3CommandOptions {
  readonly s3Endpoint?: string;
  readonly s3Region?: string;
}

/** Adds the options of all commands that reach S3. */
export function withS3(command: Command): Command {
  return command
    .option('--s3-endpoint <url>', 'another S3 server than that of AWS')
    .option('--s3-region <region>', 'the Region of the bucket (default: as the environment says)');
}

export function s3Of({ s3Endpoint, s3Region }: S3CommandOptions): S3Options {
  return { endpoint: s3Endpoint, region: s3Region };
}
