import { ProfError } from '../../kit/errors.ts';
import { safeText } from '../../kit/safe-text.ts';
import { type BuilderLabel, ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { StackSize } from '../stack-size.ts';
import { textLines } from '../text-lines.ts';
import { headerOf, type PerfEvents, profileOptions, surveyEvents } from './perf-events.ts';
import { isSideBand, type PerfHeader, parseSourceLine } from './perf-lines.ts';
import { PerfLocations } from './perf-locations.ts';

/**
 * The profile in the output of `perf script`, one sample an event. Command, process and thread are the labels `comm`,
 * `pid` and `tid`, with several kinds of event also `event`. What an event counted (its period) is its value.
 * @throws ProfError BAD_PROFILE with the line of what is wrong, LIMIT.
 */
export function decodePerfScript(bytes: Uint8Array, limits: DecodeLimits): Profile {
  if (bytes.length > limits.decodedBytes) {
    throw limitExceeded('decodedBytes', limits.decodedBytes, `profile of ${bytes.length} bytes`);
  }
  const events = surveyEvents(bytes);
  if (events.names.length > limits.smallTableEntries) {
    throw limitExceeded('smallTableEntries', limits.smallTableEntries, 'profile of more events');
  }
  const reader = new PerfReader(events, limits);
  let number = 0;
  for (const line of textLines(bytes)) reader.read(line, ++number);
  return reader.finish();
}

class PerfReader {
  readonly #builder: ProfileBuilder;
  readonly #locations: PerfLocations;
  readonly #events: PerfEvents;
  readonly #columns: number;
  readonly #eventIndex: ReadonlyMap<string, number>;
  readonly #limits: DecodeLimits;
  readonly #size: StackSize;
  #samples = 0;
  /** The event that is being read; without any of the fields that make a line for it, an empty one. */
  #header: PerfHeader | undefined;
  /** A side band record: what belongs to it is skipped. */
  #isSkipping = false;

  constructor(events: PerfEvents, limits: DecodeLimits) {
    const options = profileOptions(events);
    this.#builder = new ProfileBuilder(options);
    this.#locations = new PerfLocations(this.#builder, limits);
    this.#events = events;
    this.#columns = options.sampleTypes.length;
    this.#eventIndex = new Map(events.names.map((name, i) => [name, i]));
    this.#limits = limits;
    this.#size = new StackSize(limits);
  }

  read(line: string, number: number): void {
    if (line.startsWith('\t') && !this.#isSkipping && this.#addFrame(line)) return;
    if (line.startsWith('#')) return;
    if (line.trim() === '') {
      this.#endEvent();
      return;
    }
    const header = headerOf(line);
    if (header !== undefined) {
      this.#endEvent();
      this.#header = header;
      // Without call graphs the frame stands on the same line; a tracepoint's own text stands there too.
      if (header.rest.endsWith(')')) this.#locations.addLine(header.rest);
      return;
    }
    if (isSideBand(line)) this.#isSkipping = true;
    if (this.#isSkipping || (line.startsWith(' ') && this.#addFrame(line))) return;
    const source = parseSourceLine(line);
    if (source === undefined || !this.#locations.hasFrames) throw wrongLine(number, line);
    this.#locations.addSource(source);
  }

  finish(): Profile {
    this.#endEvent();
    if (this.#samples === 0) throw new ProfError('BAD_PROFILE', 'perf script printed no event with a stack');
    return this.#builder.build();
  }

  #addFrame(line: string): boolean {
    if (!this.#locations.addLine(line)) return false;
    this.#header ??= NO_HEADER;
    return true;
  }

  #endEvent(): void {
    const header = this.#header;
    this.#header = undefined;
    this.#isSkipping = false;
    const stack = this.#locations.takeStack();
    if (header === undefined) return;
    this.#size.add(stack.length);
    if (++this.#samples > this.#limits.samples) {
      throw limitExceeded('samples', this.#limits.samples, 'profile of more samples');
    }
    this.#builder.addSample(stack, this.#values(header), this.#labels(header));
  }

  #values({ event, period }: PerfHeader): (number | bigint)[] {
    const values = new Array<number | bigint>(this.#columns).fill(0);
    values[0] = 1;
    const column = 1 + (this.#eventIndex.get(event) ?? 0);
    if (column < this.#columns) values[column] = period === undefined ? 1 : toValue(period);
    return values;
  }

  #labels({ comm, pid, tid, event }: PerfHeader): BuilderLabel[] {
    const labels: BuilderLabel[] = [];
    if (comm !== '') labels.push({ key: 'comm', str: comm });
    if (pid !== undefined) labels.push({ key: 'pid', num: pid });
    if (tid !== undefined) labels.push({ key: 'tid', num: tid });
    if (this.#events.names.length > 1) labels.push({ key: 'event', str: event });
    return labels;
  }
}

/** The largest period of 19 digits is beyond int64. */
function toValue(period: string): number | bigint {
  return period.length < 16 ? Number(period) : BigInt.asIntN(64, BigInt(period));
}

const NO_HEADER: PerfHeader = {
  comm: '',
  pid: undefined,
  tid: undefined,
  seconds: undefined,
  period: undefined,
  event: '',
  rest: '',
};

const SHOWN_CHARS = 80;

function wrongLine(number: number, line: string): ProfError {
  const shown = line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line;
  return new ProfError(
    'BAD_PROFILE',
    `line ${number} is neither an event nor a frame of perf script: ${safeText(shown)}`,
    {
      hints: ['print the fields that are needed: perf script -F comm,tid,time,period,event,ip,sym,dso'],
      details: { line: number },
    },
  );
}
