import { startServer } from '../../scripts/local/startServer.ts';
import { fakeServer } from './fakeServer.ts';

// Run as a program: starts a server, prints its endpoint, and ends as its argument says without stopping it.

const server = await startServer(fakeServer('listens'));
if (process.argv[2] === 'has a handler of its own') process.on('SIGINT', () => process.exit(7));
console.log(server.endpoint);

if (process.argv[2] === 'exits') process.exit(0);
if (process.argv[2] === 'throws') throw new Error('an uncaught error');
if (process.argv[2] === 'rejects') await Promise.reject(new Error('an unhandled rejection'));
