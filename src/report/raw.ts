/** The whole profile as text: every sample, location and mapping, with their ids. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import { type Mapping, NO_MAPPING, type Profile } from '../profile/profile.ts';
import { formatDuration, formatFullTime } from './go-time.ts';
import type { PreparedReport } from './prepare-report.ts';
import type { TimeZone } from './time-zone.ts';
import { wholeProfile } from './whole-profile.ts';

/** Pieces of this size are passed on: a large profile's text does not fit into one string. */
const CHUNK_LENGTH = 1 << 16;

/** The report's text, in pieces that join to the whole. */
function* rawReport(profile: Profile, timeZone: TimeZone): Generator<string> {
  let chunk = `${headLines(profile, timeZone).join('\n')}\n`;
  for (const lines of [sampleLines(profile), ['Locations'], locationLines(profile), mappingLines(profile)]) {
    for (const line of lines) {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK_LENGTH) {
        yield chunk;
        chunk = '';
      }
    }
  }
  yield chunk;
}

/** The same of a prepared report. */
export function rawOfPrepared(report: PreparedReport): Generator<string> {
  return rawReport(wholeProfile(report), report.timeZone);
}

function headLines(profile: Profile, timeZone: TimeZone): string[] {
  const { periodType, defaultSampleType } = profile;
  const lines = profile.comments.map((comment) => `Comment: ${comment}`);
  if (profile.docUrl !== '') lines.push(`Doc: ${profile.docUrl}`);
  // The reference has a period type in any case, perhaps one without words.
  lines.push(`PeriodType: ${periodType?.type ?? ''} ${periodType?.unit ?? ''}`);
  lines.push(`Period: ${profile.period}`);
  if (profile.timeNanos !== 0n) lines.push(`Time: ${formatFullTime(profile.timeNanos, timeZone)}`);
  if (profile.durationNanos !== 0n) {
    // The reference prints the duration with a precision of 4, which for text cuts it.
    lines.push(`Duration: ${formatDuration(profile.durationNanos).slice(0, 4)}`);
  }
  lines.push('Samples:');
  const types = profile.sampleTypes.map(
    ({ type, unit }) => `${type}/${unit}${type === defaultSampleType ? '[dflt]' : ''} `,
  );
  lines.push(trimSpace(types.join('')));
  return lines;
}

/** What Go counts as white space; JavaScript's trim differs in U+0085 and U+FEFF. */
const trimSpace = (text: string): string =>
  text.replace(
    /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g,
    '',
  );

function* sampleLines({ samples, locations, strings }: Profile): Generator<string> {
  const idText = Array.from(locations.id, (id) => `${id} `);
  for (let s = 0; s < samples.count; s++) {
    let line = '';
    for (const column of samples.values) line += ` ${String(column[s]! || 0).padStart(10)}`;
    line += ': ';
    for (let i = samples.stackOffset[s]!; i < samples.stackOffset[s + 1]!; i++)
      line += idText[samples.stack[i]!]!;
    yield line;
    if (samples.labelOffset[s] !== samples.labelOffset[s + 1]) yield* labelLines(samples, strings, s);
  }
}

const LABEL_INDENT = ' '.repeat(16);

function* labelLines(
  samples: Profile['samples'],
  strings: Profile['strings'],
  sample: number,
): Generator<string> {
  const texts = new Map<string, string[]>();
  const numbers = new Map<string, { value: bigint; unit: number }[]>();
  for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
    const key = strings.get(samples.labelKey[l]!);
    const text = samples.labelString[l]!;
    if (text !== 0) append(texts, key, strings.get(text));
    else append(numbers, key, { value: samples.labelNumber[l]!, unit: samples.labelUnit[l]! });
  }
  if (texts.size > 0) yield labelLine([...texts].map(([key, values]) => `${key}:[${values.join(' ')}]`));
  if (numbers.size > 0) {
    yield labelLine(
      [...numbers].map(([key, values]) => {
        const hasUnits = values.some(({ unit }) => unit !== 0);
        const shown = values.map(({ value, unit }) =>
          hasUnits ? `${value} ${strings.get(unit)}` : `${value}`,
        );
        return `${key}:[${shown.join(' ')}]`;
      }),
    );
  }
}

const labelLine = (labels: string[]): string => LABEL_INDENT + labels.sort(compareUtf8).join(' ');

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const LINE_INDENT = ' '.repeat(13);

function* locationLines({ locations, functions, mappings, strings }: Profile): Generator<string> {
  for (let l = 0; l < locations.count; l++) {
    const mapping = locations.mapping[l]!;
    let start = `${String(locations.id[l]).padStart(6)}: 0x${locations.address[l]!.toString(16)} `;
    if (mapping !== NO_MAPPING) start += `M=${mappings[mapping]!.id} `;
    if (locations.isFolded[l] === 1) start += '[F] ';
    const end = locations.lineOffset[l + 1]!;
    if (locations.lineOffset[l] === end) yield start;
    for (let line = locations.lineOffset[l]!; line < end; line++) {
      const f = locations.lineFunction[line]!;
      const name = strings.get(functions.name[f]!);
      const system = strings.get(functions.systemName[f]!);
      const place = `${strings.get(functions.filename[f]!)}:${locations.line[line]}:${locations.column[line]}`;
      yield `${start}${name} ${place} s=${functions.startLine[f]}${name === system ? '' : `(${system})`}`;
      start = LINE_INDENT;
    }
  }
}

function* mappingLines({ mappings }: Profile): Generator<string> {
  yield 'Mappings';
  for (const mapping of mappings) {
    const { id, start, limit, offset, file, buildId } = mapping;
    const range = [start, limit, offset].map((address) => `0x${address.toString(16)}`).join('/');
    yield `${id}: ${range} ${file} ${buildId} ${mappingFlags(mapping)}`;
  }
}

const mappingFlags = (m: Mapping): string =>
  (m.hasFunctions ? '[FN]' : '') +
  (m.hasFilenames ? '[FL]' : '') +
  (m.hasLineNumbers ? '[LN]' : '') +
  (m.hasInlineFrames ? '[IN]' : '');
