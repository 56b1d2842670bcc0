import { startEngineBroker } from './engineBroker.ts';

/** Starts no server yet: the first test file that imports `engines.ts` does, through the broker. */
export default async function globalSetup(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  await startEngineBroker();
}
