/** Go's profiles with `debug=1` that count stacks: `goroutine profile: total 7`, and any custom one. */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { finishProfile } from './finish-profile.ts';
import { parseInt64 } from './go-number.ts';
import { isSpaceOrComment, SPACES } from './go-text.ts';
import { addAddresses } from './hex-addresses.ts';
import { legacyError } from './legacy-error.ts';
import { LegacySamples } from './legacy-samples.ts';
import { LineScanner } from './line-scanner.ts';
import { readMemoryMapSection } from './memory-map.ts';

const FORMAT = 'count';
const TITLE = new RegExp(`^([^${SPACES}]+) profile: total [0-9]+$`);
const ROW = /^([0-9]+) @((?: 0x[0-9a-f]+)+)$/;

/** The profile, or undefined for a text that is none. */
export function parseGoCount(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  const scanner = new LineScanner(bytes);
  while (scanner.scan() && isSpaceOrComment(scanner.text));
  scanner.check();
  const type = TITLE.exec(scanner.text)?.[1];
  if (type === undefined) return undefined;
  const samples = new LegacySamples(1, limits);
  while (scanner.scan()) {
    if (isSpaceOrComment(scanner.text)) continue;
    if (scanner.text.startsWith('---')) break;
    if (!addRow(scanner.text, samples)) throw legacyError('malformed profile format', scanner.line, FORMAT);
  }
  scanner.check(FORMAT);
  const mappings = readMemoryMapSection(scanner, limits, FORMAT);
  const valueType = { type, unit: 'count' };
  return finishProfile({
    header: { sampleTypes: [valueType], periodType: valueType, period: 1n },
    samples,
    mappings,
  });
}

function addRow(line: string, samples: LegacySamples): boolean {
  const match = ROW.exec(line);
  const count = match === null ? undefined : parseInt64(match[1]!, 0);
  if (match === null || typeof count !== 'bigint') return false;
  if (addAddresses(match[2]!, samples, 'all') !== undefined) return false;
  samples.end([count]);
  return true;
}
