export type { Change, ChangeKey, EntityChange, OtherChange, StreamEntity } from './change.ts';
export {
  defineStream,
  type HandlerOptions,
  type Stream,
  type StreamDeclaration,
  type StreamHandlers,
  type StreamResponse,
} from './define-stream.ts';
export type { ChangeType, StreamEvent, StreamRecord, StreamView } from './stream-record.ts';
