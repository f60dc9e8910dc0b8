import { exactBytes, safeLines } from '../report/safe-lines.ts';
import type { Output } from './output.ts';

/** CSV on standard output: names byte for byte, but on a terminal, where control characters are shown. */
export async function printCsv(out: Output, chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (!(await out.passOn(out.isTerminal ? safeLines(chunk) : exactBytes(chunk)))) return;
  }
}
