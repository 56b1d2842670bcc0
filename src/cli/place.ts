import { UsageError } from './usage-error.ts';

/** Where a command goes, as far as options and config say. */
export interface PlaceOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly aws?: true | undefined;
}

/** Where a command goes. */
export interface Place {
  /** A local server; `undefined` is AWS. */
  readonly endpoint: string | undefined;
  /** `undefined`: as the SDK finds it. */
  readonly region: string | undefined;
}

/** Of a local server when nobody says another one; some keep the tables of each Region apart. */
const LOCAL_REGION = 'local';

/**
 * What was said wins over the environment, and that over the config. A command that writes goes to AWS only when that was said, so
 * that nobody changes a real table by a forgotten option.
 *
 * @param variable the value of `DYNAMODB_ENDPOINT`
 * @throws UsageError when it is not clear where to, and for what is no URL.
 */
export function placeOf(
  said: PlaceOptions,
  config: PlaceOptions,
  variable: string | undefined,
  writes: boolean,
): Place {
  if (said.aws && said.endpoint !== undefined) {
    throw new UsageError('--endpoint and --aws are two places; say one of them.');
  }
  const fromElsewhere = said.endpoint ?? (variable || undefined);
  const endpoint = said.aws ? undefined : (fromElsewhere ?? config.endpoint);
  if (endpoint === undefined) {
    if (writes && !said.aws) {
      throw new UsageError(
        'Say where to: --endpoint for a local server, or --aws for the real service, with the credentials of the environment.',
      );
    }
    return { endpoint, region: said.region ?? config.region };
  }
  if (!/^https?:$/.test(protocolOf(endpoint))) {
    throw new UsageError(
      `The endpoint ${JSON.stringify(endpoint)} is not a URL such as http://127.0.0.1:8000.`,
    );
  }
  // The Region of a config goes with its own endpoint, or is that of AWS.
  const ofConfig = fromElsewhere === undefined ? config.region : undefined;
  return { endpoint, region: said.region ?? ofConfig ?? LOCAL_REGION };
}

function protocolOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
}
