import type { LegacySymbol } from './finish-profile.ts';
import { parseHex64, parseInt64 } from './go-number.ts';
import { SPACES } from './go-text.ts';
import type { JavaLines } from './java-lines.ts';
import { legacyError } from './legacy-error.ts';
import type { LegacySamples } from './legacy-samples.ts';

const LOCATION = new RegExp(`^0x([0-9a-fA-F]+)[${SPACES}]+([^\\n]*)$`);

/**
 * The names of addresses, from lines such as `0x12 some.Class.method (File.java:34)`; other lines are passed over.
 * @returns symbols by the index of the location
 * @throws ProfError BAD_PROFILE for an address beyond 64 bits; LIMIT
 */
export function readJavaSymbols(lines: JavaLines, samples: LegacySamples): Map<number, LegacySymbol> {
  const symbols = new Map<number, LegacySymbol>();
  const filenames = new Map<string, string>();
  for (let text = lines.peek(false); text !== undefined; text = lines.peek(false)) {
    const match = LOCATION.exec(text);
    if (match !== null) {
      const location = findLocation(match[1]!, text, lines.line, samples);
      if (location !== undefined) {
        const symbol = parseSymbol(match[2]!);
        // Functions are known by their names alone, the first of a name says where all of them are.
        const filename = filenames.get(symbol.name) ?? symbol.filename;
        filenames.set(symbol.name, filename);
        symbols.set(location, { ...symbol, filename });
      }
    }
    lines.skip();
  }
  return symbols;
}

function findLocation(
  digits: string,
  text: string,
  line: number,
  samples: LegacySamples,
): number | undefined {
  const address = parseHex64(digits);
  if (address !== undefined) {
    return samples.locations.find(Number(address & 0xffff_ffffn), Number(address >> 32n));
  }
  const reason = `strconv.ParseUint: parsing "${digits}": value out of range`;
  throw legacyError(`parsing sample ${text}: ${reason}`, line, 'Java');
}

/** `NAME (FILE:LINE)`, `NAME (PATH)` for a library's file, or whatever the virtual machine was doing instead. */
function parseSymbol(text: string): LegacySymbol {
  const end = /:(-?[0-9]+)\)$/.exec(text);
  if (end !== null) {
    const open = lastOpening(text, end.index - 2);
    if (open !== -1) {
      const line = parseInt64(end[1]!, 10);
      const isLine = typeof line === 'bigint' && line > 0n;
      return {
        name: text.slice(0, open - 1),
        filename: text.slice(open + 1, end.index),
        line: isLine ? line : 0n,
      };
    }
  }
  const open = text.endsWith(')') ? lastOpening(text, text.length - 2) : -1;
  if (open !== -1) {
    return { name: text.slice(0, open - 1), filename: baseName(text.slice(open + 1, -1)), line: 0n };
  }
  return { name: text.includes('generated stub/JIT') ? 'STUB' : text, filename: '', line: 0n };
}

/** The place of the last parenthesis, up to `from`, that opens after white space; -1 where there is none. */
function lastOpening(text: string, from: number): number {
  for (let at = from; at > 0; at--) {
    if (text[at] === '(' && SPACE.test(text[at - 1]!)) return at;
  }
  return -1;
}

const SPACE = new RegExp(`[${SPACES}]`);

/** The last part of a path, as Go has it: `.` for no path, slashes at its end left out. */
function baseName(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}
