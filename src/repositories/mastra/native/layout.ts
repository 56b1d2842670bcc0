import type { MastraLayout } from '../layout.ts';
import { NativeBackgroundTask } from './background-task.ts';
import { NativeMessage } from './message.ts';
import { NativeMessagePlace } from './message-place.ts';
import { nativeObservations } from './observation.ts';
import { NativeResource } from './resource.ts';
import { NativeScore } from './score.ts';
import { NativeSnapshot } from './snapshot.ts';
import { NativeSnapshotPart } from './snapshot-part.ts';
import { NativeSpan } from './span.ts';
import { nativeTable } from './table.ts';
import { NativeThread } from './thread.ts';

/** Keys that keep their case, with the messages of a thread in its partition. */
export const nativeLayout: MastraLayout = {
  name: 'native',
  table: nativeTable,
  thread: NativeThread,
  message: NativeMessage,
  messagePlace: NativeMessagePlace,
  resource: NativeResource,
  snapshot: NativeSnapshot,
  snapshotPart: NativeSnapshotPart,
  score: NativeScore,
  backgroundTask: NativeBackgroundTask,
  observation: nativeObservations,
  span: NativeSpan,
};
