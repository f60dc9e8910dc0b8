import { Flags } from '@oclif/core';
import type { KeyPattern } from '../store/key-patterns.ts';

/** Which profiles of a store, as `prof ls` says it. */
export const filterFlags = {
  service: Flags.string({
    summary: 'only this service',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
  }),
  type: Flags.string({
    char: 't',
    summary: 'only this type: cpu, heap, …',
    helpValue: 'TYPE',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
  }),
  date: Flags.string({ summary: 'only this UTC day', helpValue: 'DAY' }),
  since: Flags.string({ summary: 'from this moment on', helpValue: 'TIME' }),
  until: Flags.string({ summary: 'up to this moment', helpValue: 'TIME' }),
};

/** For commands that take many; * in a pattern also stands for slashes. */
export const patternFlags = {
  include: Flags.string({
    summary: "only what this pattern matches, as '*-cpu.pprof'; with --exclude the last that matches decides",
    helpValue: 'PATTERN',
    multiple: true,
    multipleNonGreedy: true,
  }),
  exclude: Flags.string({
    summary: 'not what this pattern matches',
    helpValue: 'PATTERN',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

export const parallelFlag = {
  parallel: Flags.integer({ summary: 'profiles under way at once', default: 10, min: 1, max: 256 }),
};

/** For what deletes or replaces. */
export const changeFlags = {
  'dry-run': Flags.boolean({ summary: 'show what would be done, and do nothing' }),
  yes: Flags.boolean({ char: 'y', summary: 'replace and delete without asking' }),
};

interface ParsedToken {
  readonly type: string;
  readonly flag?: string;
  readonly input: string;
}

/** The two flags above in the order in which they were given, which the parser's values do not tell. */
export function patternsOf(raw: readonly ParsedToken[]): KeyPattern[] {
  return raw.flatMap(({ type, flag, input }) =>
    type === 'flag' && (flag === 'include' || flag === 'exclude') ? [{ kind: flag, pattern: input }] : [],
  );
}

interface FilterValues {
  readonly service?: string[] | undefined;
  readonly type?: string[] | undefined;
  readonly date?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What the flags above choose. */
export function selectionOf(flags: FilterValues, raw: readonly ParsedToken[]) {
  const { service, type, date, since, until } = flags;
  return { services: service, types: type, date, since, until, patterns: patternsOf(raw) };
}
