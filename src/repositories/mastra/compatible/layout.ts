import type { MastraLayout } from '../layout.ts';
import { CompatibleBackgroundTask } from './background-task.ts';
import { CompatibleMessage } from './message.ts';
import { compatibleObservations } from './observation.ts';
import { CompatibleResource } from './resource.ts';
import { CompatibleScore } from './score.ts';
import { CompatibleSnapshot } from './snapshot.ts';
import { CompatibleSnapshotPart } from './snapshot-part.ts';
import { CompatibleSpan } from './span.ts';
import { compatibleTable } from './table.ts';
import { CompatibleThread } from './thread.ts';

/** Byte for byte the keys that Mastra's ElectroDB store writes and reads. */
export const compatibleLayout: MastraLayout = {
  name: 'compatible',
  table: compatibleTable,
  thread: CompatibleThread,
  message: CompatibleMessage,
  messagePlace: undefined,
  resource: CompatibleResource,
  snapshot: CompatibleSnapshot,
  snapshotPart: CompatibleSnapshotPart,
  score: CompatibleScore,
  backgroundTask: CompatibleBackgroundTask,
  observation: compatibleObservations,
  span: CompatibleSpan,
};
