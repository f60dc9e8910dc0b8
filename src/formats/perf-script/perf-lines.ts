/**
 * The lines of `perf script`, whichever fields (`-F`) it was asked for:
 *
 *     sh 18330/18331 [001]   749.783242:     250000 cpu-clock:
 *     	ffffffff815e6e55 do_fault+0x2f5 ([kernel.kallsyms])
 *     	            1139 inner (inlined)
 *     	            1139 work+0x19 (/opt/my prog)
 *       work.c:3
 *
 * and, without call graphs, the one frame behind the event on its line. The printing code is tools/perf/builtin-script.c
 * and tools/perf/util/evsel_fprintf.c of Linux.
 */

export interface PerfHeader {
  readonly comm: string;
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly seconds: number | undefined;
  readonly period: string | undefined;
  readonly event: string;
  /** What stands behind the event: a frame, or what a tracepoint says. */
  readonly rest: string;
}

export interface PerfFrame {
  readonly address: bigint;
  /** Empty: unknown. */
  readonly symbol: string;
  /** Empty: unknown. */
  readonly object: string;
  /** Its caller is the next frame, at the same address. */
  readonly isInlined: boolean;
}

export interface SourceLine {
  readonly file: string;
  /** 0: unknown. */
  readonly line: number;
  readonly isInlined: boolean;
}

const TIME = /^\d{1,15}\.\d{1,9}:$/;
const THREAD = /^(?:(-?\d{1,10})\/)?(-?\d{1,10})$/;
const CPU = /^\[\d+\]$/;
const NUMBER = /^\d{1,19}$/;
const EVENT = /^[^\s:].*:$/;
const MAX_HEADER_CHARS = 4096;
const MAX_TOKENS = 64;

/** The fields that are there by default, read at once. */
const DEFAULT_FIELDS =
  /^ *(\S.{0,63}?) +(?:(-?\d{1,10})\/)?(-?\d{1,10}) +(?:\[\d+\] +)?(\d{1,15}\.\d{1,9}): +(?:(\d{1,19}) +)?([^\s:]\S*): *$/;

/** Undefined: the line tells of no event. */
export function parsePerfHeader(line: string): PerfHeader | undefined {
  const fields = DEFAULT_FIELDS.exec(line);
  if (fields === null) return parseAnyFields(line);
  const [, comm = '', pid, tid, seconds, period, event = ''] = fields;
  return {
    comm,
    pid: pid === undefined ? undefined : Number(pid),
    tid: Number(tid),
    seconds: Number(seconds),
    period,
    event,
    rest: '',
  };
}

function parseAnyFields(line: string): PerfHeader | undefined {
  const tokens = [...line.slice(0, MAX_HEADER_CHARS).matchAll(/\S+/g)].slice(0, MAX_TOKENS);
  const textAt = (i: number): string => tokens[i]?.[0] ?? '';
  const time = tokens.findIndex(([text]) => TIME.test(text));
  const thread = time === -1 ? findThread(tokens.map(([text]) => text)) : threadBefore(time, textAt);
  if (time === -1 && thread === -1) return undefined;
  let next = Math.max(time, thread) + 1;
  if (time === -1 && CPU.test(textAt(next))) next++;
  const period = NUMBER.test(textAt(next)) ? textAt(next++) : undefined;
  const event = EVENT.test(textAt(next)) ? textAt(next++).slice(0, -1) : '';
  const first = thread === -1 ? time : thread;
  const [, pid, tid] = THREAD.exec(textAt(thread)) ?? [];
  return {
    comm: line.slice(0, tokens[first]!.index).trim(),
    pid: pid === undefined ? undefined : Number(pid),
    tid: tid === undefined ? undefined : Number(tid),
    seconds: time === -1 ? undefined : Number(textAt(time).slice(0, -1)),
    period,
    event,
    rest: tokens[next] === undefined ? '' : line.slice(tokens[next]!.index),
  };
}

/** `comm tid [cpu] time:`; -1 where the fields were left out. */
function threadBefore(time: number, textAt: (i: number) => string): number {
  const at = CPU.test(textAt(time - 1)) ? time - 2 : time - 1;
  return at >= 0 && THREAD.test(textAt(at)) ? at : -1;
}

/** Without a time: the first number behind which only the fields follow that can. */
function findThread(texts: readonly string[]): number {
  return texts.findIndex((text, i) => {
    if (!THREAD.test(text)) return false;
    let next = i + 1;
    if (CPU.test(texts[next] ?? '')) next++;
    if (NUMBER.test(texts[next] ?? '')) next++;
    return next === texts.length || EVENT.test(texts[next]!);
  });
}

const HEX = /^[0-9a-f]{1,16}$/;
const OFFSET = /\+0x[0-9a-f]{1,16}$/;
const INLINED = ' (inlined)';

/** Undefined: the line is no frame. */
export function parsePerfFrame(line: string): PerfFrame | undefined {
  const text = line.trim();
  const space = text.indexOf(' ');
  const address = space === -1 ? text : text.slice(0, space);
  if (!HEX.test(address)) return undefined;
  let rest = space === -1 ? '' : text.slice(space + 1).trimStart();
  const isInlined = rest.endsWith(INLINED);
  if (isInlined) rest = rest.slice(0, -INLINED.length);
  const open = isInlined ? -1 : openingOfObject(rest);
  const symbol = (open === -1 ? rest : rest.slice(0, open)).trim().replace(OFFSET, '');
  const object = open === -1 ? '' : rest.slice(open + 1, -1).replace(OFFSET, '');
  return { address: BigInt(`0x${address}`), symbol: known(symbol), object: known(object), isInlined };
}

const known = (name: string): string => (name === '[unknown]' ? '' : name);

/** Where the parenthesis around the object file at the end of a line begins: `f(int) (/opt/my (old) prog)`. */
function openingOfObject(text: string): number {
  if (!text.endsWith(')')) return -1;
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at === 0 || text[at - 1] === ' ' ? at : -1;
  }
  return text.lastIndexOf(' (') + 1 || -1;
}

/** What `-F +srcline` prints below a frame: `  work.c:3`, `  libc.so.6[27b25]`. */
export function parseSourceLine(line: string): SourceLine | undefined {
  if (!line.startsWith('  ')) return undefined;
  const isInlined = line.endsWith(INLINED);
  const text = (isInlined ? line.slice(0, -INLINED.length) : line)
    .trim()
    .replace(/ \(discriminator \d+\)$/, '');
  const colon = text.lastIndexOf(':');
  const line10 = text.slice(colon + 1);
  if (colon > 0 && /^\d{1,9}$/.test(line10) && line10 !== '0' && !text.startsWith('??')) {
    return { file: text.slice(0, colon), line: Number(line10), isInlined };
  }
  return { file: '', line: 0, isInlined };
}

/** Whether the first lines of a text are perf's. */
export function looksLikePerfScript(lines: readonly string[]): boolean {
  const [first, second = ''] = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first === undefined) return false;
  if (isSideBand(first)) return true;
  if (first.startsWith('\t')) return isFrameLine(first) && /^(?:\t[ \da-f]|$)/.test(second);
  const header = parsePerfHeader(first);
  if (header === undefined || /^\s*[{[<]/.test(first)) return false;
  if (header.seconds !== undefined && header.event !== '') return true;
  return second.startsWith('\t') && isFrameLine(second);
}

/** What `--show-mmap-events` and the like add: records that are no events of the program. */
export function isSideBand(line: string): boolean {
  return line.includes(' PERF_RECORD_') && /^[^\t].{0,100}?\d: PERF_RECORD_[A-Z]/.test(line);
}

/** Enough of an address that no ordinary word is taken for one. */
const isFrameLine = (line: string): boolean => /^\t {0,16}[0-9a-f]{2,16}(?: .*)?$/.test(line);
