#!/usr/bin/env node
import process from 'node:process';
import { processIo } from './process-io.ts';
import { run } from './run.ts';

const io = processIo();
process.exitCode = await run(process.argv.slice(2), io);
// A module of the user's may hold something open; a pipe takes its time.
io.stdout.write('', () => io.stderr.write('', () => process.exit()));
