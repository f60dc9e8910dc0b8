/** The whole profile as text: every sample, location and mapping, with their ids. */
import { type Mapping, NO_MAPPING, type Profile } from '../profile/profile.ts';
import { formatDuration, formatFullTime } from './go-time.ts';
import { type LabelLayout, LabelTexts } from './label-texts.ts';
import type { PreparedReport } from './prepare-report.ts';
import { TextPool } from './text-pool.ts';
import type { TimeZone } from './time-zone.ts';
import { ValueTexts } from './value-texts.ts';
import { wholeProfile } from './whole-profile.ts';

/** The report's bytes in pieces. Each is valid until the next one is asked for. */
export function* rawOfPrepared(report: PreparedReport): Generator<Uint8Array> {
  const profile = wholeProfile(report);
  const pool = new TextPool();
  for (const line of headLines(profile, report.timeZone)) pool.add(`${line}\n`);
  yield* samplePieces(profile, pool);
  for (const lines of [['Locations'], locationLines(profile), mappingLines(profile)]) {
    for (const line of lines) {
      pool.add(`${line}\n`);
      if (pool.isFull) yield pool.take();
    }
  }
  yield pool.take();
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

function* samplePieces({ samples, locations, strings }: Profile, pool: TextPool): Generator<Uint8Array> {
  const ids = Int32Array.from(locations.id, (id) => pool.keep(`${id} `));
  const values = new ValueTexts(pool, (value) => ` ${String(value || 0).padStart(10)}`);
  const labels = new LabelTexts({ samples, strings }, pool, labelLayout(samples, strings));
  for (let s = 0; s < samples.count; s++) {
    for (const column of samples.values) values.add(column[s]!);
    pool.addAscii(': ');
    const end = samples.stackOffset[s + 1]!;
    for (let i = samples.stackOffset[s]!; i < end; i++) {
      const id = ids[samples.stack[i]!]!;
      if (id >= 0) pool.addKept(id);
      else pool.addAscii(`${locations.id[samples.stack[i]!]} `);
    }
    pool.addAscii('\n');
    if (samples.labelOffset[s] !== samples.labelOffset[s + 1]) labels.add(s);
    if (pool.isFull) yield pool.take();
  }
}

/** All texts on a line, and all numbers. */
const labelLayout = (samples: Profile['samples'], strings: Profile['strings']): LabelLayout => ({
  start: (key) => `${key}:[`,
  end: ']',
  lineStart: ' '.repeat(16),
  numbers: (labels) => {
    const hasUnits = labels.some((label) => samples.labelUnit[label] !== 0);
    return labels
      .map((l) => `${samples.labelNumber[l]}${hasUnits ? ` ${strings.get(samples.labelUnit[l]!)}` : ''}`)
      .join(' ');
  },
});

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
