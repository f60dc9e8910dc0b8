import type { Random } from './random-profile.ts';

const COMMANDS = [
  ...[
    'top',
    'top',
    'top5',
    'top0',
    'top1',
    'text',
    'text3',
    'tree',
    'tree3',
    'traces',
    'tags',
    'raw',
    'comments',
  ],
  ...[
    'peek .',
    'peek main',
    'peek5',
    'peek',
    'list main',
    'list',
    'list .',
    'dot',
    'dot4',
    'callgrind',
    'topproto2',
  ],
  ...['proto', 'top 5', 'tree 2', 'tag', 'TOP', 'top05', 'nodecount5', 'x9', '9', '-top'],
];
const ARGUMENTS = [
  ...[
    'main',
    'runtime|fib',
    'fib$',
    '(',
    '-runtime',
    '-main',
    '-',
    '--',
    '-(',
    '-cum',
    '--cum',
    '--flat',
    '-flat',
  ],
  ...[
    '3',
    '+2',
    '-4',
    '-1',
    '0',
    '0x5',
    '1_0',
    '2147483647',
    '2147483648',
    '-2147483649',
    '99999999999999999999',
  ],
  ...[
    '>out.txt',
    '> out.txt',
    '>',
    '>>',
    'eu',
    'endpoint:',
    'bytes=1kb:',
    '-region',
    '|less',
    '//:',
    'focus=main',
  ],
];
const NAMES = [
  ...['call_tree', 'compact_labels', 'drop_negative', 'intel_syntax', 'mean', 'noinlines', 'normalize'],
  ...['relative_percentages', 'showcolumns', 'trim'],
];
const SWITCHES = [
  '',
  '=true',
  '=false',
  '=t',
  '=No',
  '=YES',
  '=0',
  '= 1 ',
  '=2',
  '=on',
  '=',
  '=false //: a remark',
];
const CHOICES = ['cum', 'flat', 'functions', 'filefunctions', 'files', 'lines', 'addresses'];
const ASSIGNED: readonly (readonly [name: string, ...values: string[]])[] = [
  ['focus', '', 'main', ' runtime|fib ', 'main //: x //: y', '(', 'a=b', '.*'],
  ['ignore', '', 'runtime', 'fib$', 'nothing at all'],
  ['hide', '', 'main', 'vdso|libc'],
  ['show', '', 'main|runtime'],
  ['show_from', '', 'main'],
  ['prune_from', '', 'fib'],
  ['tagfocus', '', 'eu', 'bytes=1kb:', 'endpoint=/home'],
  ['tagignore', '', 'region=us', 'bytes=64b:1kb'],
  ['tagshow', '', 'endpoint'],
  ['taghide', '', 'bytes|thread'],
  ['tagroot', '', 'endpoint', 'bytes,region'],
  ['tagleaf', '', 'thread'],
  ['unit', 'ms', 'kb', 'auto', 'minimum', ''],
  ['nodecount', '3', '-1', '0', 'x', '', '+4', '0x4', '9223372036854775808', '1_0'],
  ['nodefraction', '0', '0.1', '1e-7', '.5', 'half', '', '1e999', '0.00001'],
  ['edgefraction', '0', '0.2', '0x1p-3', '1e-5', 'Inf', 'nan'],
  ['divide_by', '1', '2', '0', '-3', '1000000', '1e21', '123456789012345678901234'],
  ['sample_index', '0', '1', '7', '', 'cpu', 'inuse_space', 'samples', '-1', '00'],
  ['sort', 'cum', 'flat', 'up', ''],
  ['granularity', 'lines', 'files', 'functions', 'addresses', 'filefunctions', 'line', ''],
  ['output', 'out.txt', '', ''],
  ['source_path', 'src', '/nowhere'],
  ['trim_path', '/src', ''],
];
const TYPES = [
  'cpu',
  'samples',
  'inuse_space',
  'alloc_space',
  'total_cpu',
  'mean_cpu',
  'mean_samples',
  'total_samples',
];
const OTHERS = [
  ...[
    ':',
    ' : ',
    '',
    '   ',
    '\t',
    'o',
    'options',
    ' o ',
    'o x',
    '# remark',
    '//: remark',
    '=',
    '=x',
    '= =',
    'q=3',
  ],
  ...[
    'sort cum',
    'cum now',
    'focus main',
    'focus',
    'focus =',
    'nodecount 5',
    'unit',
    'granularity',
    'sample_index',
  ],
  ...[
    '\u00e9',
    '\u3000top\u00a02',
    'top\u00852',
    '\ud83d\ude00 1',
    'constructor',
    '__proto__=1',
    'toString',
    'topproto >',
  ],
];

/** One line typed at a prompt: mostly sense, some nonsense. Never one that ends the session or asks for help. */
export function randomPromptLine(random: Random): string {
  const kind = random.next();
  if (kind < 0.45) {
    const words = [random.pick(COMMANDS)];
    while (random.chance(0.4)) words.push(random.pick(ARGUMENTS));
    return words.join(random.pick([' ', ' ', '  ', '\t']));
  }
  if (kind < 0.55) return random.pick(NAMES) + random.pick(SWITCHES);
  if (kind < 0.62) return random.pick(CHOICES) + random.pick(SWITCHES);
  if (kind < 0.82) {
    const [name, ...values] = random.pick(ASSIGNED);
    return `${name}${random.pick(['=', '=', ' = '])}${random.pick(values)}`;
  }
  return random.pick(kind < 0.9 ? TYPES : OTHERS);
}
