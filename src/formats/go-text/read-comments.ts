import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { type QuotedPair, readQuotedPairs } from '../go-quoted-pairs.ts';
import { parseHex64 } from '../pprof-legacy/go-number.ts';
import { isSpaceOrComment, trimSpace } from '../pprof-legacy/go-text.ts';
import { LineScanner } from '../pprof-legacy/line-scanner.ts';
import { isMemoryMapTitle } from '../pprof-legacy/memory-map.ts';

/** A frame that a comment speaks of. */
export interface CommentFrame {
  /** Of the call, mostly: one less than in the row. */
  readonly address: bigint;
  /** Empty for code that Go knows no name of. */
  readonly name: string;
  readonly filename: string;
  readonly line: bigint;
}

/** What stands under the row of a stack. */
export interface RowComments {
  /** Leaf first. */
  readonly frames: readonly CommentFrame[];
  readonly labels: readonly QuotedPair[];
}

/** The comments of each row, in the order of the rows. @throws ProfError LIMIT */
export function readComments(bytes: Uint8Array, limits: DecodeLimits): RowComments[] {
  const scanner = new LineScanner(bytes);
  while (scanner.scan() && isSpaceOrComment(scanner.text));
  const frameOf = frameReader(limits);
  const rows: { frames: CommentFrame[]; labels: QuotedPair[] }[] = [];
  while (scanner.scan()) {
    const row = rows.at(-1);
    if (!isSpaceOrComment(scanner.text)) {
      const line = trimSpace(scanner.text);
      if (line.startsWith('---') || isMemoryMapTitle(line)) break;
      // Between the title and the rows there may be attributes.
      if (line.includes(' @')) rows.push({ frames: [], labels: [] });
    } else if (row !== undefined && scanner.text.startsWith('#\t')) {
      const frame = frameOf(scanner.text);
      if (frame !== undefined) row.frames.push(frame);
      if (row.frames.length > limits.stackFrames) {
        throw limitExceeded('stackFrames', limits.stackFrames, 'deeper stack');
      }
    } else if (row !== undefined && scanner.text.startsWith(LABELS)) {
      row.labels = readQuotedPairs(scanner.text.slice(LABELS.length));
    }
  }
  return rows;
}

const LABELS = '# labels: ';

/** Reads `#`, address, `NAME+0xOFFSET` and `FILE:LINE` between tabs. Equal lines are one frame. */
function frameReader({ tableEntries }: DecodeLimits): (line: string) => CommentFrame | undefined {
  const known = new Map<string, CommentFrame | undefined>();
  return (line) => {
    if (known.has(line)) return known.get(line);
    const frame = readFrame(line);
    known.set(line, frame);
    if (known.size > tableEntries) {
      throw limitExceeded('tableEntries', tableEntries, `profile with more than ${tableEntries} frames`);
    }
    return frame;
  };
}

function readFrame(line: string): CommentFrame | undefined {
  const [, addressText = '', nameText = '', placeText = ''] = line.split('\t').filter((cell) => cell !== '');
  const address = /^0x[0-9a-f]+$/.test(addressText) ? parseHex64(addressText.slice(2)) : undefined;
  if (address === undefined) return undefined;
  const offset = nameText.lastIndexOf('+0x');
  const name = offset === -1 ? nameText : nameText.slice(0, offset);
  const colon = placeText.lastIndexOf(':');
  const lineText = placeText.slice(colon + 1);
  const hasLine = colon !== -1 && /^\d{1,18}$/.test(lineText);
  return {
    address,
    name,
    filename: hasLine ? placeText.slice(0, colon) : placeText,
    line: hasLine ? BigInt(lineText) : 0n,
  };
}
