import { ProfError } from '../kit/errors.ts';
import { utcMs } from '../kit/when.ts';

/** What a placeholder stands for. */
const FIELDS = ['namespace', 'pod', 'service', 'time', 'type', 'ext', 'any'] as const;
export type KeyField = (typeof FIELDS)[number];

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: KeyField };

/** A pattern of keys: text with placeholders, `{namespace}/{pod}/{time}/{type}.{ext}`. */
export interface KeyPattern {
  readonly text: string;
  readonly parts: readonly Part[];
}

export type KeyFields = Readonly<Partial<Record<KeyField, string>>>;

const MAX_PARTS = 32;
const MAX_KEY = 1024;

/**
 * Reads a pattern. `{any}` is what does not matter; a placeholder stands for one or more characters, and never for a
 * slash.
 * @throws ProfError USAGE
 */
export function parseKeyPattern(text: string): KeyPattern {
  const parts: Part[] = [];
  for (const piece of text.split(/(\{[^{}]*\})/)) {
    const name = /^\{(.*)\}$/s.exec(piece)?.[1];
    if (name === undefined) {
      if (piece !== '') parts.push({ kind: 'text', text: piece });
      continue;
    }
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) throw badPattern(text, `there is no {${name.slice(0, 40)}}`);
    if (field !== 'any' && parts.some((part) => part.kind === 'field' && part.field === field)) {
      throw badPattern(text, `{${field}} is in it twice`);
    }
    parts.push({ kind: 'field', field });
  }
  if (parts.length > MAX_PARTS) throw badPattern(text, `it has more than ${MAX_PARTS} parts`);
  const has = (field: KeyField) => parts.some((part) => part.kind === 'field' && part.field === field);
  if (!has('type')) throw badPattern(text, 'it does not say where the {type} is');
  return { text, parts };
}

function badPattern(text: string, why: string): ProfError {
  return new ProfError('USAGE', `not a pattern of keys: ${text.slice(0, 200)}: ${why}`, {
    hints: [
      `placeholders are ${FIELDS.map((field) => `{${field}}`).join(', ')}`,
      "for example --pattern '{namespace}/{pod}/{time}/{type}.{ext}'",
    ],
  });
}

/**
 * What the placeholders stand for in a key, or undefined where it does not fit. The first that fits from the left, each
 * as short as can be; in time that grows with the length of the key, for what failed once is not tried again.
 */
export function matchKey({ parts }: KeyPattern, key: string): KeyFields | undefined {
  if (key.length > MAX_KEY) return undefined;
  const failed = new Set<number>();
  const found: Partial<Record<KeyField, string>> = {};
  const fits = (at: number, from: number): boolean => {
    const part = parts[at];
    if (part === undefined) return from === key.length;
    const state = at * (MAX_KEY + 1) + from;
    if (failed.has(state)) return false;
    if (part.kind === 'text') {
      if (key.startsWith(part.text, from) && fits(at + 1, from + part.text.length)) return true;
    } else {
      for (const end of endsOf(part.field, key, from)) {
        if (!fits(at + 1, end)) continue;
        found[part.field] = key.slice(from, end);
        return true;
      }
    }
    failed.add(state);
    return false;
  };
  return fits(0, 0) ? found : undefined;
}

const TIMES = [
  /\d{4}-\d{2}-\d{2}[T_ ]\d{2}[:-]?\d{2}[:-]?\d{2}(?:\.\d{1,9})?Z?/y,
  /\d{8}[-T]?\d{6}Z?/y,
  /\d{19}/y,
  /\d{13}/y,
  /\d{10}/y,
  /\d{4}-\d{2}-\d{2}/y,
];
const EXTENSION = /pprof|pb\.gz|pb|prof|cpuprofile|heapprofile|heaprofile|heapsnapshot|trace\.json|trace/y;
const TYPE = /[A-Za-z][\w-]*/y;

/** Where a field that begins here may end, the likeliest first. */
function* endsOf(field: KeyField, key: string, from: number): Generator<number> {
  const typed =
    field === 'time' ? TIMES : field === 'ext' ? [EXTENSION] : field === 'type' ? [TYPE] : undefined;
  if (typed !== undefined) {
    for (const form of typed) {
      form.lastIndex = from;
      const length = form.exec(key)?.[0].length ?? 0;
      // Of a type also a part may be meant: `{type}-{any}`.
      const shortest = field === 'type' ? 1 : length;
      for (let end = length; end >= shortest && end > 0; end--) yield from + end;
    }
    return;
  }
  for (let end = from + 1; end <= key.length && key[end - 1] !== '/'; end++) yield end;
}

/** The moment that `{time}` stands for, as UTC unless it says otherwise. */
export function timeOfField(text: string): number | undefined {
  const digits = text.replace(/\D/g, '');
  if (/^\d+$/.test(text) && [10, 13, 19].includes(text.length)) {
    const ms =
      text.length === 10 ? Number(text) * 1000 : text.length === 13 ? Number(text) : Number(text) / 1e6;
    return Math.floor(ms);
  }
  const [seconds = '', fraction = ''] = text.split('.');
  const pieces = [
    ...(digits.slice(0, 4).match(/.{4}/) ?? []),
    ...(seconds.replace(/\D/g, '').slice(4).match(/../g) ?? []),
  ];
  if (pieces.length < 3) return undefined;
  const timeMs = utcMs(pieces.slice(0, 6).map(Number));
  const millis = fraction === '' ? 0 : Math.floor(Number(`0.${fraction.replace(/\D/g, '')}`) * 1000);
  return timeMs === undefined ? undefined : timeMs + millis;
}
