/** Sessions at pprof's prompt that were asked of the reference, and where its answers are. */
export interface PromptSession {
  readonly name: string;
  /** Before the profile; names are not to be simplified. */
  readonly flags: readonly string[];
  readonly profile: string;
  readonly lines: readonly string[];
}

/** What the reference printed. Texts are lines. */
export interface PromptTranscript extends PromptSession {
  /** After each prompt; the first is what came before it. */
  readonly stdout: readonly (readonly string[])[];
  readonly stderr: readonly string[];
  /** Files that it wrote; of compressed ones only the names. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

export const TRANSCRIPTS_FILE = new URL('../../fixtures/pprof-prompt/transcripts.json', import.meta.url);

const RICH = 'pprof-oracle/in/rich.pb';
const HEAP = 'profiles/go/1.26/heap.pb.gz';

export const PROMPT_SESSIONS: readonly PromptSession[] = [
  session('reports', HEAP, [
    'top',
    'text 2',
    'tree',
    'peek Fprintf',
    'list cacheRows',
    'traces',
    'comments',
    'raw',
  ]),
  session('how many', RICH, [
    'top',
    'top3',
    'top 4',
    'text2',
    'top 2 3',
    'top +2',
    'top -1',
    'tree1',
    'tags 2',
    'top0',
  ]),
  session('order', RICH, [
    'top3 -cum',
    'top3',
    'top --cum 3',
    'sort=cum',
    'top3',
    'flat=t',
    'top3',
    'cum=1',
    'top 3',
  ]),
  session('filters of one line', RICH, [
    ...[
      'top3 main',
      'top3 main json',
      'top3 -main',
      'top3 - main -json -fib',
      'peek beta -Mutex 2',
      'traces fib$ -json -Mutex -alpha -delta -vdso -mcall',
    ],
    ...['tags region', 'tags endpoint:/ -health', 'list (', 'top (', 'top nothing', 'top3'],
  ]),
  session('filters that stay', RICH, [
    ...[
      'focus=main',
      'ignore = json ',
      'top3',
      'top3 Mutex',
      'top3',
      ':',
      'top3',
      'tagfocus=bytes=1kb:',
      'top3',
      ' : ',
    ],
    ...['show=main', 'hide=fib', 'show_from=beta', 'top3', ':', 'o', 'focus=a=b //: remark', 'o'],
  ]),
  session('sample types', HEAP, [
    ...[
      'alloc_objects',
      'top2',
      'mean_alloc_space',
      'top2',
      'o',
      'total_inuse_space',
      'top2',
      'sample_index=1',
      'top2',
    ],
    ...[
      'sample_index=space',
      'sample_index=9',
      'sample_index=',
      'sample_index',
      'top2',
      'cpu',
      'mean',
      'top2',
    ],
  ]),
  session('settings', RICH, [
    ...[
      'unit=us',
      'nodecount=2',
      'top',
      'nodecount=-1',
      'granularity=lines',
      'top2',
      'files=true',
      'top2',
      'noinlines',
    ],
    ...[
      'functions=T',
      'trim=No',
      'divide_by=1234567',
      'o',
      'divide_by=1e3',
      'nodefraction=.25',
      'edgefraction=1e-7',
      'compact_labels=f',
      'o',
    ],
    ...[
      'top2',
      'compact_labels',
      'call_tree=YES',
      'drop_negative=',
      'unit=',
      'o',
      'relative_percentages',
      'top3 fib',
    ],
  ]),
  session('what is wrong', RICH, [
    ...[
      'bogus',
      'bogus7',
      '7',
      '"',
      '# remark',
      'nodecount',
      'nodecount=ten',
      'nodecount=',
      'nodecount=9223372036854775808',
    ],
    ...[
      'nodecount 5',
      'nodecount5',
      'focus main',
      'cum',
      'lines=maybe',
      'cum now',
      'sort',
      'sort cum',
      'sort=up',
    ],
    ...[
      'granularity=line',
      'trim=maybe',
      'divide_by=half',
      'divide_by=1e999',
      'divide_by=0',
      'top',
      'divide_by=1',
    ],
    ...[
      'peek',
      'list',
      'top >',
      'top > ',
      'unknown=1',
      'o x',
      'sample_index=bogus',
      'constructor',
      '__proto__=1',
    ],
  ]),
  session('files', HEAP, [
    ...[
      'top2 >top.txt',
      'top3 -cum > cum.txt fmt',
      'proto',
      'topproto 5',
      'callgrind',
      'proto >whole.pb.gz',
      'proto',
    ],
    ...['output=all.txt', 'tags', 'comments', 'output=', 'comments', 'callgrind > calls.out'],
  ]),
  session(
    'from the command line',
    RICH,
    ['top2', 'o', 'focus=', 'output=', 'top2'],
    [
      ...[
        '-focus=main',
        '-cum',
        '-lines',
        '-nodecount=7',
        '-unit=ms',
        '-output=out.txt',
        '-sample_index=0',
        '-mean',
      ],
      ...['-compact_labels=false', '-intel_syntax', '-divide_by=0.5'],
    ],
  ),
  session('a greeting without the profile', RICH, ['top', 'divide_by=1', 'top1'], ['-divide_by=0']),
  session(
    'a filter that finds nothing',
    'pprof-oracle/in/drop.pb',
    ['top', 'samples', 'top2'],
    ['-focus=nothing'],
  ),
  session('the end', HEAP, ['top1', 'quit now', 'top1']),
  session('another end', HEAP, ['\tq ', 'top1']),
  session('space', RICH, [
    '',
    '  ',
    '\t',
    ' top\t2 ',
    '\u3000top\u00a02',
    'unit =\u2003ms\u2003',
    'top\u20282',
  ]),
];

function session(
  name: string,
  profile: string,
  lines: readonly string[],
  flags: readonly string[] = [],
): PromptSession {
  return { name, profile, lines, flags: ['-symbolize=none', '-source_path=src', ...flags] };
}
