/** Stacks of all threads, as Google's servers list them: `--- threadz 1 ---`. */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { finishProfile } from './finish-profile.ts';
import { isSpaceOrComment, trimSpace } from './go-text.ts';
import { addAddresses } from './hex-addresses.ts';
import { legacyError } from './legacy-error.ts';
import { LegacySamples } from './legacy-samples.ts';
import { LineScanner } from './line-scanner.ts';
import { isMemoryMapTitle, readMemoryMapSection } from './memory-map.ts';

const FORMAT = 'thread';

/** The profile, or undefined for a text that is none. */
export function parseThreadz(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  const scanner = new LineScanner(bytes);
  while (scanner.scan() && isSpaceOrComment(scanner.text));
  let line = scanner.text;
  if (/--- threadz [0-9]+ ---/.test(line)) {
    while (scanner.scan()) {
      line = scanner.text;
      if (isMemoryMapTitle(line) || line.startsWith('-')) break;
    }
  } else if (!isThreadTitle(line)) return undefined;
  const samples = new LegacySamples(1, limits);
  while (!isMemoryMapTitle(line) && !line.startsWith('---- no stack trace for')) {
    if (!isThreadTitle(line)) return undefined;
    line = readThread(scanner, samples);
  }
  const mappings = readMemoryMapSection(scanner, limits, FORMAT);
  const valueType = { type: 'thread', unit: 'count' };
  return finishProfile({
    header: { sampleTypes: [valueType], periodType: valueType, period: 1n },
    samples,
    mappings,
    mayRepeatLeaf: true,
  });
}

/** `--- Thread HEX (name: ANY/NUMBER) stack: ---` somewhere in the line. */
function isThreadTitle(line: string): boolean {
  const start = /--- Thread [0-9a-fA-F]+ \(name: /.exec(line);
  if (start === null) return false;
  // With the first beginning the most is left for the end.
  return /\/[0-9]+\) stack: ---/.test(line.slice(start.index + start[0].length));
}

/** Adds the sample of a thread, or counts it to the one before; returns the line after it. */
function readThread(scanner: LineScanner, samples: LegacySamples): string {
  let line = '';
  let isSame = false;
  while (scanner.scan()) {
    line = trimSpace(scanner.text);
    if (line.startsWith('---')) break;
    if (line.includes('same as previous thread')) {
      isSame = true;
      continue;
    }
    const badAddress = addAddresses(line, samples, 'all but the leaf');
    if (badAddress !== undefined) {
      throw legacyError(`malformed sample: ${line}: ${badAddress}`, scanner.line, FORMAT);
    }
  }
  scanner.check(FORMAT);
  if (isSame) samples.dropFrames();
  if (samples.openFrames > 0) samples.end([1n]);
  else samples.countAgain();
  return line;
}
