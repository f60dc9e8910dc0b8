import { Buffer } from 'node:buffer';
import { ProfError } from '../../kit/errors.ts';
import { type BuilderLabel, type BuilderLine, ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { parseLegacy } from '../pprof-legacy/parse-legacy.ts';
import { type CommentFrame, type RowComments, readComments } from './read-comments.ts';

/**
 * The profile with the values that pprof computes from its rows, and the names, files, lines and labels of its comments.
 * Frames that Go left out of the comments on purpose (the runtime's at the leaf, `runtime.goexit`) are left out, as in
 * the proto of a heap profile; a row without comments keeps its addresses.
 * @throws ProfError BAD_PROFILE with the line that is damaged; LIMIT
 */
export function decodeGoText(file: Uint8Array, limits: DecodeLimits): Profile {
  const bytes = withAddresses(file);
  const profile = parseLegacy(bytes, limits);
  if (profile === undefined) {
    throw new ProfError(
      'BAD_PROFILE',
      'it begins as a Go profile in text (debug=1), and does not go on as one',
      {
        details: { format: 'go-text' },
      },
    );
  }
  const rows = readComments(bytes, limits);
  const hasComments = rows.some(({ frames, labels }) => frames.length > 0 || labels.length > 0);
  return hasComments && rows.length === profile.samples.count ? withComments(profile, rows) : profile;
}

/** Older versions of Go wrote threads without a stack in rows without an address, which pprof refuses; newer ones 0x0. */
function withAddresses(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!text.toString('latin1', 0, THREADS.length).startsWith(THREADS)) return bytes;
  return Buffer.from(text.toString('latin1').replace(/^(\d+) @[\t ]*(\r?)$/gm, '$1 @ 0x0$2'), 'latin1');
}

const THREADS = 'threadcreate profile: ';

/** Those of the old formats would cut the runtime's frames out wherever they stand; Go's proto has none. */
const NO_PATTERNS = { dropFrames: '', keepFrames: '' };

function withComments(profile: Profile, rows: readonly RowComments[]): Profile {
  const { samples, locations, mappings } = profile;
  const builder = new ProfileBuilder({ ...profile, periodType: profile.periodType!, ...NO_PATTERNS });
  for (const mapping of mappings) builder.addMapping(mapping);
  for (const [row, comments] of rows.entries()) {
    const stack = samples.stack.subarray(samples.stackOffset[row]!, samples.stackOffset[row + 1]!);
    const named = nameStack(stack, locations.address, comments.frames);
    const indices = named.map(({ location, frames }) =>
      builder.addLocation({
        mapping: locations.mapping[location]!,
        address: locations.address[location]!,
        lines: frames.map((frame) => lineOf(builder, frame)),
      }),
    );
    const values = samples.values.map((column) => column[row]!);
    builder.addSample(indices, values, [...numericLabels(profile, row), ...textLabels(comments)]);
  }
  return builder.build();
}

interface NamedLocation {
  readonly location: number;
  /** Innermost first: several where calls were inlined into one address, which Go wrote before 1.12. */
  readonly frames: CommentFrame[];
}

/** The locations of a stack that its comments speak of; all of them, nameless, if the two do not fit together. */
function nameStack(
  stack: Uint32Array,
  addresses: BigUint64Array,
  frames: readonly CommentFrame[],
): NamedLocation[] {
  const named: NamedLocation[] = [];
  let next = 0;
  for (const location of stack) {
    const address = addresses[location]!;
    const here: CommentFrame[] = [];
    while (next < frames.length && isAt(frames[next]!, address) && !here.includes(frames[next]!)) {
      here.push(frames[next++]!);
    }
    if (here.length > 0) named.push({ location, frames: here.filter(({ name }) => name !== '') });
  }
  const fits = next === frames.length && frames.length > 0;
  return fits ? named : Array.from(stack, (location) => ({ location, frames: [] }));
}

/** Code without a name is listed under the address in the row, from which one was taken since. */
const isAt = (frame: CommentFrame, address: bigint): boolean =>
  frame.address === address || (frame.name === '' && frame.address === BigInt.asUintN(64, address + 1n));

function lineOf(builder: ProfileBuilder, { name, filename, line }: CommentFrame): BuilderLine {
  return { function: builder.addFunction({ name, filename }), line };
}

function numericLabels({ samples, strings }: Profile, row: number): BuilderLabel[] {
  const labels: BuilderLabel[] = [];
  for (let l = samples.labelOffset[row]!; l < samples.labelOffset[row + 1]!; l++) {
    labels.push({
      key: strings.get(samples.labelKey[l]!),
      num: samples.labelNumber[l]!,
      unit: strings.get(samples.labelUnit[l]!),
    });
  }
  return labels;
}

const textLabels = ({ labels }: RowComments): BuilderLabel[] =>
  labels.map(({ key, value }) => ({ key, str: value }));
