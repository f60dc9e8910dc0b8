import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import Comments from '../../../src/commands/comments.ts';
import List from '../../../src/commands/list.ts';
import Peek from '../../../src/commands/peek.ts';
import Raw from '../../../src/commands/raw.ts';
import Tags from '../../../src/commands/tags.ts';
import Top from '../../../src/commands/top.ts';
import Traces from '../../../src/commands/traces.ts';
import Tree from '../../../src/commands/tree.ts';
import { PPROF_FLAGS } from '../../../src/report/pprof-flags.ts';
import { reportOptionsOf } from '../../../src/shell/report-flags.ts';

const COMMANDS = {
  top: Top,
  tree: Tree,
  peek: Peek,
  list: List,
  traces: Traces,
  tags: Tags,
  raw: Raw,
  comments: Comments,
};
type CommandName = keyof typeof COMMANDS;

const ALL = Object.keys(COMMANDS) as CommandName[];
const REPORTS = ALL.filter((name) => name !== 'comments');
const ORDERED: CommandName[] = ['top', 'tree', 'peek'];
const LIMITED: CommandName[] = ['top', 'tree'];

const on = (commands: readonly CommandName[], words: string) =>
  words.split(' ').map((flag) => [flag, commands] as const);

/** Each of the reference's options, and the commands that have it. */
const FITTING = new Map<string, readonly CommandName[]>([
  ...on(ALL, 'base diff_base normalize all_frames symbolize add_comment buildid output'),
  ...on(ALL, 'seconds timeout tls_cert tls_key tls_ca'),
  ...on(REPORTS, 'sample_index unit mean divide_by relative_percentages noinlines showcolumns'),
  ...on(REPORTS, 'trim_path source_path'),
  ...on(REPORTS, 'functions filefunctions files lines addresses'),
  ...on(REPORTS, 'inuse_space inuse_objects alloc_space alloc_objects'),
  ...on(REPORTS, 'contentions total_delay mean_delay'),
  ...on(REPORTS, 'focus ignore hide show show_from prune_from tagfocus tagignore tagshow taghide'),
  ...on(REPORTS, 'tagroot tagleaf'),
  ...on(ORDERED, 'cum flat compact_labels'),
  ...on([...ORDERED, 'list'], 'drop_negative'),
  ...on(LIMITED, 'nodecount nodefraction edgefraction trim'),
]);

/** Options that choose a report: commands here. Without one are those that docs/reports.md gives a reason for. */
const FORMATS = 'top text tree peek list traces tags raw comments';
const WITHOUT = 'call_tree intel_syntax tools http no_browser';
const NO_COMMAND =
  'callgrind disasm dot eog evince gif gv kcachegrind pdf png proto ps svg topproto web weblist';

interface Flag {
  readonly aliases?: readonly string[];
  readonly type: 'boolean' | 'option';
}

function flagsOf(name: CommandName): Map<string, Flag> {
  const all = new Map<string, Flag>();
  for (const [flag, definition] of Object.entries(COMMANDS[name].flags) as [string, Flag][]) {
    all.set(flag, definition);
    for (const alias of definition.aliases ?? []) all.set(alias, definition);
  }
  return all;
}

describe("the reference's options", () => {
  it('are all here, or are said not to be', () => {
    const known = [...FITTING.keys(), ...[FORMATS, WITHOUT, NO_COMMAND].flatMap((words) => words.split(' '))];
    expect(known.sort()).toEqual(Object.keys(PPROF_FLAGS).sort());
    const page = readFileSync(new URL('../../../docs/reports.md', import.meta.url), 'utf8');
    for (const flag of [...WITHOUT.split(' '), ...NO_COMMAND.split(' ')])
      expect(page).toContain(`\`-${flag}\``);
  });

  it.each([...FITTING])('%s is on the commands that it fits, in both spellings', (flag, commands) => {
    const kebab = flag.replaceAll('_', '-');
    const isBoolean = PPROF_FLAGS[flag]!.kind === 'bool';
    for (const name of ALL) {
      const flags = flagsOf(name);
      const expected = commands.includes(name);
      expect([name, flags.has(kebab), flags.has(flag)]).toEqual([name, expected, expected]);
      if (expected) expect([name, flags.get(kebab)!.type]).toEqual([name, isBoolean ? 'boolean' : 'option']);
    }
  });
});

describe('reportOptionsOf', () => {
  it('says nothing that was not said', () => {
    expect(reportOptionsOf({ trim: true, cum: false, mean: false })).toEqual({ trim: true, mean: false });
  });

  it('understands the short names of values and granularities', () => {
    expect(reportOptionsOf({ 'inuse-space': true, lines: true })).toEqual({
      sampleIndex: 'inuse_space',
      granularity: 'lines',
    });
    expect(reportOptionsOf({ 'mean-delay': true })).toEqual({ sampleIndex: 'delay', mean: true });
  });

  it('takes the first of several values, and says so, as the reference does', () => {
    const warnings: string[] = [];
    const options = reportOptionsOf({ 'sample-index': 'cpu', contentions: true }, (text) =>
      warnings.push(text),
    );
    expect([options.sampleIndex, warnings]).toEqual([
      'cpu',
      ['Multiple value selections, ignoring -contentions'],
    ]);
  });
});
