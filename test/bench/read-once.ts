/** Prints the milliseconds in which this fresh process reads and decodes all files of some folders, one after the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeProfile } from '../../src/formats/registry.ts';

const files = process.argv
  .slice(2)
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
const startedAt = process.hrtime.bigint();
for (const file of files) await decodeProfile(readFileSync(file), { name: file });
process.stdout.write(`${Number(process.hrtime.bigint() - startedAt) / 1e6}\n`);
