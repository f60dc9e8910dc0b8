/** The list of loaded files at the end of a legacy profile: as in Linux' /proc/PID/maps, or a briefer form. */
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { parseHex64, wrapUint64 } from './go-number.ts';
import { SPACES, splitAttribute, trimSpace } from './go-text.ts';
import type { LineScanner } from './line-scanner.ts';
import { MapVariables } from './map-variables.ts';

/** A range of addresses that a file was loaded to. Changes while the list is put in order. */
export interface LegacyMapping {
  start: bigint;
  limit: bigint;
  offset: bigint;
  file: string;
  buildId: string;
}

export function isMemoryMapTitle(line: string): boolean {
  return line.includes('--- Memory map: ---') || line.includes('MAPPED_LIBRARIES:');
}

/** The ranges after the title of the map, which may stand on the scanner's line or further on. */
export function readMemoryMapSection(
  scanner: LineScanner,
  limits: DecodeLimits,
  format: string,
): LegacyMapping[] {
  while (!isMemoryMapTitle(scanner.text) && scanner.scan());
  scanner.check(format);
  return readMemoryMap(scanner, limits, format);
}

/**
 * The ranges on the scanner's further lines; lines that are no range are passed over.
 * @throws ProfError BAD_PROFILE for a line that is too long; LIMIT
 */
export function readMemoryMap(scanner: LineScanner, limits: DecodeLimits, format: string): LegacyMapping[] {
  const { smallTableEntries } = limits;
  const mappings: LegacyMapping[] = [];
  const variables = new MapVariables(limits);
  while (scanner.scan()) {
    const line = variables.expand(withoutLogPrefix(scanner.text));
    const mapping = parseRange(line);
    if (mapping === 'no range') {
      const attribute = splitAttribute(line);
      if (attribute !== undefined) variables.define(...attribute);
    } else if (mapping !== 'not executable' && mappings.push(mapping) > smallTableEntries) {
      throw limitExceeded('smallTableEntries', smallTableEntries, 'profile with too many mappings');
    }
  }
  scanner.check(format);
  return mappings;
}

/** A line of a log begins with `FILE:LINE] `. */
const LOG_PREFIX = new RegExp(`^[^[\\]]+:[0-9]+\\][${SPACES}]`);

function withoutLogPrefix(line: string): string {
  const match = LOG_PREFIX.exec(line);
  return match === null ? line : line.slice(match[0].length);
}

const S = `[${SPACES}]`;
const HEX = '[0-9a-fA-F]';
/**
 * `START-LIMIT`, `0xSTART LIMIT:` and the like; digits without anything between are START but for the last, which is
 * LIMIT. Each part ends where the next one cannot go on, so that no line is read more often than a few times.
 */
const RANGE = `^${S}*(?:0x)?(${HEX}+)(?:[${SPACES}-]${S}*(?:0x)?|0x|(?=${HEX}(?!${HEX})))(${HEX}+):?`;
const PERMISSIONS = `(?:${S}+([-rwxp]+))?`;
const WORD = `(?:${S}+([^${SPACES}]+))?`;
/** Permissions, offset, device, inode, file. */
const PROC_LINE = new RegExp(
  `${RANGE}${PERMISSIONS}(?:${S}+(${HEX}+))?${S}+${HEX}+:${HEX}+${S}+[0-9]+${WORD}`,
);
/** Permissions, file, offset, build id; nothing of it must be there. */
const BRIEF_LINE = new RegExp(`${RANGE}${PERMISSIONS}${WORD}(?:${S}+\\(@(${HEX}+)\\))?(?:${S}+(${HEX}+))?`);

function parseRange(line: string): LegacyMapping | 'no range' | 'not executable' {
  const proc = PROC_LINE.exec(line);
  const match = proc ?? BRIEF_LINE.exec(line);
  if (match === null) return 'no range';
  const [, startText, limitText, permissions] = match;
  const [offsetText, file, buildId] = proc === null ? [match[5], match[4], match[6]] : [match[4], match[5]];
  if (permissions !== undefined && !permissions.includes('x')) return 'not executable';
  const start = parseHex64(startText!);
  const limit = parseHex64(limitText!);
  const offset = parseHex64(offsetText ?? '0');
  if (start === undefined || limit === undefined || offset === undefined) return 'no range';
  return { start, limit, offset, file: file ?? '', buildId: buildId ?? '' };
}

/** Joins ranges that belong together and puts the program's own file first, as far as that can be told. */
export function orderMappings(read: readonly LegacyMapping[]): LegacyMapping[] {
  let mappings: LegacyMapping[] = [];
  for (const mapping of read) {
    const last = mappings.at(-1);
    if (last !== undefined && continues(last, mapping)) {
      last.limit = mapping.limit;
      last.file = mapping.file || last.file;
      last.buildId = mapping.buildId || last.buildId;
    } else mappings.push({ ...mapping });
  }
  const program = mappings.findIndex(({ file }) => isProgram(file));
  if (program > 0) [mappings[0], mappings[program]] = [mappings[program]!, mappings[0]!];
  const [first, second] = mappings;
  if (second !== undefined && first!.file.startsWith('/anon_hugepage') && first!.limit === second.start) {
    mappings = mappings.slice(1);
  }
  const main = mappings[0];
  if (main !== undefined && wrapUint64(main.start - main.offset) === USUAL_START) {
    main.start = USUAL_START;
    main.offset = 0n;
  }
  return mappings;
}

/** Where programs for Linux on x86 are loaded to, unless they can be moved. */
const USUAL_START = 0x40_0000n;

function continues(last: LegacyMapping, next: LegacyMapping): boolean {
  const agree = (a: string, b: string) => a === '' || b === '' || a === b;
  return (
    agree(last.file, next.file) &&
    agree(last.buildId, next.buildId) &&
    last.limit === next.start &&
    (last.offset === 0n ||
      next.offset === 0n ||
      wrapUint64(last.offset + last.limit - last.start) === next.offset)
  );
}

/** Neither a library nor something without a file, such as [vdso]. */
function isProgram(file: string): boolean {
  const name = trimSpace(file.replaceAll('(deleted)', ''));
  return name !== '' && !/\.so$|\.so[._][0-9]/.test(name) && !name.startsWith('[');
}
