/** Prints the MB/s at which one file of uncompressed proto decodes in this fresh process. */
import { readFileSync } from 'node:fs';
import { decodePprof } from '../../src/profile/decode.ts';

const bytes = readFileSync(process.argv[2]!);
const startedAt = process.hrtime.bigint();
decodePprof(bytes);
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
process.stdout.write(`${bytes.length / 1e6 / seconds}\n`);
