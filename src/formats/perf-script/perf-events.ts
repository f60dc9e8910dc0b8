import type { BuilderOptions } from '../../profile/builder.ts';
import type { ValueType } from '../../profile/profile.ts';
import { textLines } from '../text-lines.ts';
import { isSideBand, type PerfHeader, parsePerfHeader } from './perf-lines.ts';

/** What a whole file has, which its beginning does not tell. */
export interface PerfEvents {
  /** Names in the order of their first appearance. */
  readonly names: readonly string[];
  readonly hasPeriods: boolean;
  readonly firstPeriod: string | undefined;
  readonly seconds: { readonly first: number; readonly last: number } | undefined;
}

/** Reads the lines of events only; stacks begin with a tab, or have no time. */
export function surveyEvents(bytes: Uint8Array): PerfEvents {
  const names = new Set<string>();
  let firstPeriod: string | undefined;
  let seconds: PerfEvents['seconds'];
  for (const line of textLines(bytes)) {
    const header = headerOf(line);
    if (header === undefined) continue;
    names.add(header.event);
    firstPeriod ??= header.period;
    const now = header.seconds;
    if (now !== undefined) {
      seconds = { first: Math.min(seconds?.first ?? now, now), last: Math.max(seconds?.last ?? now, now) };
    }
  }
  return { names: [...names], hasPeriods: firstPeriod !== undefined, firstPeriod, seconds };
}

/** The event of a line at the beginning of a line; undefined for frames, remarks and side bands. */
export function headerOf(line: string): PerfHeader | undefined {
  if (line === '' || line.startsWith('\t') || line.startsWith('#') || isSideBand(line)) return undefined;
  const header = parsePerfHeader(line);
  // A frame whose tab became spaces has no time; a line of an event at such a place has.
  return header === undefined || (line.startsWith(' ') && header.seconds === undefined) ? undefined : header;
}

/** Events that count time: `cpu-clock:u` too. */
const CLOCK = /^(?:cpu|task)-clock\b/;
/** Events that stand for time. */
const CPU = /^(?:(?:cpu|task)-clock|cycles|cpu-cycles)\b/;

function eventType(event: string): ValueType {
  return { type: event === '' ? 'event' : event, unit: CLOCK.test(event) ? 'nanoseconds' : 'count' };
}

/**
 * `samples/count`, and each event with its own values where the file has them, or where there are several events. The
 * default is the first event that stands for time, else the first.
 */
export function profileOptions({ names, hasPeriods, firstPeriod, seconds }: PerfEvents): BuilderOptions {
  const events = names.map(eventType);
  const [first] = events;
  const isClock = first?.unit === 'nanoseconds';
  const hasEvents = first !== undefined && (hasPeriods || names.length > 1);
  return {
    sampleTypes: [{ type: 'samples', unit: 'count' }, ...(hasEvents ? events : [])],
    ...(hasEvents ? { defaultSampleType: (events.find(({ type }) => CPU.test(type)) ?? first).type } : {}),
    ...(firstPeriod === undefined || first === undefined
      ? {}
      : { period: BigInt(firstPeriod), periodType: isClock ? { type: 'cpu', unit: 'nanoseconds' } : first }),
    ...(seconds === undefined ? {} : { durationNanos: Math.round((seconds.last - seconds.first) * 1e9) }),
  };
}
