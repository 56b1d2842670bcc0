import { join } from 'node:path';
import { dynoxideCommand } from '../../scripts/local/dynoxide.ts';
import { startEngine } from '../../scripts/local/startEngine.ts';
import { describeEngines } from '../support/engines.ts';
import { makePrograms } from './programs.ts';

describeEngines('startEngine with an endpoint', (engine) => {
  it('uses the server that somebody else has started, and leaves it running', async () => {
    const { endpoint } = engine.settings;
    const server = await startEngine({ endpoint });
    expect(server).toMatchObject({ engine: 'endpoint', endpoint });
    await server.stop();
    await expect(startEngine({ endpoint })).resolves.toBeDefined();
  });
});

describe('startEngine', () => {
  it('says that an endpoint is not a URL', async () => {
    await expect(startEngine({ endpoint: 'localhost' })).rejects.toThrow(
      'The endpoint "localhost" is not a URL such as http://127.0.0.1:8000.',
    );
  });

  it('says that nothing answers at an endpoint', async () => {
    await expect(startEngine({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
      'No DynamoDB server answers at http://127.0.0.1:1: ListTables failed there.',
    );
  });
});

describe('dynoxideCommand', () => {
  const programs = makePrograms();
  afterAll(() => programs.remove());

  it('says what to do when dynoxide is not installed', () => {
    expect(() => dynoxideCommand({ PATH: programs.folder }, 'plan9-mips')).toThrow(
      'dynoxide is not installed: there is neither the npm package @dynoxide/plan9-mips nor a program "dynoxide" on the PATH. ' +
        'Install one of them (https://github.com/nubo-db/dynoxide), or use the engine dynamodb-local.',
    );
  });

  it('takes dynoxide from the PATH where there is no package, on 127.0.0.1 only', () => {
    programs.add('dynoxide', '');
    const { file, args } = dynoxideCommand({ PATH: programs.folder }, 'plan9-mips');
    expect(file).toBe(join(programs.folder, 'dynoxide'));
    expect(args(8123)).toEqual(['--host', '127.0.0.1', '--port', '8123']);
  });
});
