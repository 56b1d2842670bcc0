import type { MastraDBMessage } from '@mastra/core/agent';

export const THREAD = {
  id: 't1',
  resourceId: 'r1',
  title: 'First',
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
  updatedAt: new Date('2026-01-01T00:00:00.000Z'),
};

export function message(n: number, more: Partial<MastraDBMessage> = {}): MastraDBMessage {
  return {
    id: `m${n}`,
    threadId: 't1',
    resourceId: 'r1',
    role: n % 2 === 0 ? 'user' : 'assistant',
    type: 'text',
    createdAt: new Date(Date.UTC(2026, 0, 2, 0, 0, n)),
    content: { format: 2, content: `text ${n}`, parts: [{ type: 'text', text: `text ${n}` }] },
    ...more,
  };
}
