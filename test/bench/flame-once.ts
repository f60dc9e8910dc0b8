/**
 * Makes one flame graph in this fresh process, cold code included: node flame-once.ts FILE. Prints as JSON the
 * milliseconds after decoding until there is what a screen of 120 by 40 shows, and those of the whole tree.
 */
import { readFileSync } from 'node:fs';
import { buildCallTree } from '../../src/flame/build-call-tree.ts';
import { firstLook } from '../../src/flame/first-look.ts';
import { buildFrames } from '../../src/flame/frames.ts';
import { buildStackTree, stackValues } from '../../src/flame/stack-tree.ts';
import { decodePprof } from '../../src/profile/decode.ts';

const profile = decodePprof(readFileSync(process.argv[2]!));
const column = profile.samples.values.length - 1;
const startedAt = performance.now();
const frames = buildFrames(profile);
const framesMs = performance.now() - startedAt;
firstLook(profile.samples, column, frames, { columns: 120, rows: 34 });
const lookMs = performance.now() - startedAt;
const stacks = buildStackTree(profile.samples);
buildCallTree({ stacks, frames, values: stackValues(stacks, profile.samples.values[column]!) });
const wholeMs = performance.now() - startedAt - lookMs + framesMs;
process.stdout.write(JSON.stringify({ framesMs, lookMs, wholeMs }));
