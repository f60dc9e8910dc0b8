/** Random command lines of the reference: every option, in any order and spelling, now and then a wrong one. */
import { FOREIGN_WORDS } from './random-foreign-profile.ts';
import type { Random } from './random-profile.ts';

const FORMATS = [
  ...['top', 'top', 'text', 'tree', 'tree', 'dot', 'dot', 'raw', 'traces', 'tags', 'comments', 'callgrind'],
  ...['peek', 'list', 'proto', 'topproto'],
];
const UNITS = [
  'ms',
  'kb',
  'auto',
  'seconds',
  'cycles',
  'GB',
  'minimum',
  'hrs',
  'B',
  'n*GCU',
  'gcu',
  'x',
  'MS',
  'μs',
  '',
];

/** Flags with values that are drawn from lists, each with how often it is given. */
const CHOICES: readonly (readonly [part: number, flag: string, values: readonly string[]])[] = [
  [0.3, 'sample_index', ['0', '1', '2', '9', '00', 'cpu', 'space', 'delay', 'contentions', 'nope', '']],
  [0.3, 'unit', UNITS],
  [0.15, 'divide_by', ['3', '0.5', '1e3', '-2', '0', '0x10', '1e-9', '1_000', 'inf', '1e400', 'x']],
  [0.3, 'nodecount', ['3', '1', '0x5', '-3', '0', '-1', '1000', '0b11', '1_0', 'x', '9999999999999999999']],
  [0.3, 'nodefraction', ['0.1', '0.3', '0', '-1', '1', '2', '1e-9', '.02', '0x1p-4']],
  [0.3, 'edgefraction', ['0.2', '0.5', '0', '-1', '1', '3']],
  [0.1, 'add_comment', ['remark', '# quiet', 'two\nlines', '']],
  [0.1, 'trim_path', ['/src', '/usr/local/go/src:/src/app', '/', ':', 'main']],
  [0.1, 'source_path', ['/home/me/app', '/x/go', '.', '/app:/x/go']],
  [0.4, 'symbolize', ['none', 'none', 'no', 'NONE', 'remote', 'local']],
  [0.05, 'buildid', ['0011223344']],
  [0.02, 'timeout', ['5', 'x']],
];

const SWITCHES: readonly (readonly [part: number, flags: readonly string[]])[] = [
  [0.6, ['functions', 'filefunctions', 'files', 'lines', 'addresses']],
  [0.02, ['functions', 'files', 'addresses']],
  [0.3, ['cum', 'flat', 'cum=false', 'flat=T']],
  [0.05, ['inuse_space', 'alloc_objects', 'alloc_space', 'total_delay', 'mean_delay', 'contentions']],
  ...(['noinlines', 'showcolumns', 'drop_negative', 'relative_percentages', 'call_tree'] as const).map(
    (flag) => [0.18, [flag]] as const,
  ),
  [0.1, ['trim=false', 'trim=0', 'trim=F', 'trim=no']],
  ...(['mean', 'compact_labels', 'intel_syntax', 'normalize'] as const).map(
    (flag) => [0.08, [flag]] as const,
  ),
];

/** The words before the sources. */
export function randomForeignOptions(random: Random): string[] {
  const words: string[][] = [];
  const say = (flag: string, value: string): void => {
    const dash = random.chance(0.1) ? '--' : '-';
    words.push(random.chance(0.1) ? [dash + flag, value] : [`${dash}${flag}=${value}`]);
  };
  const format = random.pick(FORMATS);
  if (format === 'peek' || format === 'list') say(format, pattern(random, FOREIGN_WORDS.names));
  else words.push([`-${format}`]);
  for (const [part, flag, values] of CHOICES) if (random.chance(part)) say(flag, random.pick(values));
  for (const [part, flags] of SWITCHES) {
    if (random.chance(part)) words.push([`-${random.pick(flags)}`]);
  }
  for (const flag of ['focus', 'ignore', 'hide', 'show', 'show_from', 'prune_from']) {
    if (!random.chance(0.1)) continue;
    say(flag, pattern(random, random.chance(0.6) ? FOREIGN_WORDS.names : FOREIGN_WORDS.files));
  }
  for (const flag of ['tagfocus', 'tagignore']) if (random.chance(0.12)) say(flag, tagFilter(random));
  for (const flag of ['tagshow', 'taghide']) {
    if (random.chance(0.08)) say(flag, pattern(random, FOREIGN_WORDS.keys));
  }
  for (const flag of ['tagroot', 'tagleaf']) if (random.chance(0.1)) say(flag, keys(random));
  for (let i = words.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [words[i], words[j]] = [words[j]!, words[i]!];
  }
  return words.flat();
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const COMMON_PATTERNS = [
  '.',
  '.*',
  '^$',
  '\\.go',
  '[a-z]+$',
  'main|runtime',
  '\\pL+',
  'x*',
  '(?s).',
  '^[A-Z]',
];
const BROKEN_PATTERNS = ['(', '[', '**', '\\', '(?P<', 'a{1001}', '\\8', ')', '(?i)*', '[z-a]'];

function pattern(random: Random, words: readonly string[]): string {
  const one = (): string => {
    const word = random.pick(words);
    const letters = [...word];
    const from = random.below(letters.length + 1);
    return random.pick([
      () => `^${escaped(word)}$`,
      () => escaped(letters.slice(from, from + 1 + random.below(8)).join('')),
      () => `(?i)${escaped(word.toUpperCase())}`,
      () => word,
      () => random.pick(COMMON_PATTERNS),
    ])();
  };
  const both = random.chance(0.25) ? `${one()}|${one()}` : one();
  // An empty one is none, and of the formats none is chosen then.
  return (random.chance(0.03) ? both + random.pick(BROKEN_PATTERNS) : both) || '.';
}

function tagFilter(random: Random): string {
  const key = random.chance(0.6) ? `${random.pick(FOREIGN_WORDS.keys)}=` : '';
  if (random.chance(0.5)) return key + pattern(random, FOREIGN_WORDS.texts);
  const amount = (): string =>
    random.pick(['0', '16', '64', '1024', '-5', '+4096', '1000000']) +
    random.pick(['', 'b', 'kb', 'ms', 's', 'ns', 'bytes', 'requests', 'foo']);
  return (
    key + random.pick([amount(), `${amount()}:`, `:${amount()}`, `${amount()}:${amount()}`, `${amount()} `])
  );
}

const keys = (random: Random): string =>
  Array.from({ length: 1 + random.below(3) }, () =>
    random.chance(0.85) ? random.pick(FOREIGN_WORDS.keys) : random.pick(['', 'missing', ' ']),
  ).join(',');
