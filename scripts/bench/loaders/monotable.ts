import { createClient } from '../../../src/index.ts';
import type { Loader } from '../loader.ts';
import { bulkLoadOver } from './bulkLoadOver.ts';

export const load: Loader = (settings, orders, inFlight) =>
  bulkLoadOver(createClient(settings), orders, inFlight);
