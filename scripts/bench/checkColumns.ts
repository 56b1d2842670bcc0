import { startEngine } from '../local/startEngine.ts';
import { checkColumn } from './checkColumn.ts';
import { COLUMNS } from './columnList.ts';

/** Has every library write and read on dynoxide; gives a line for each thing that is not as it should be. */
export async function checkColumns(progress: (text: string) => void): Promise<string[]> {
  const server = await startEngine('dynoxide');
  const settings = {
    endpoint: server.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const wrong: string[] = [];
  try {
    for (const { title, module } of COLUMNS) {
      progress(`Check: ${title}`);
      const differences = await checkColumn(await module(), settings);
      wrong.push(...differences.map((difference) => `${title}: ${difference}`));
    }
  } finally {
    await server.stop();
  }
  return wrong;
}
