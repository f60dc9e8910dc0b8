import { Flags } from '@oclif/core';

const GROUP = 'GLOBAL';

/** The flags that every command takes (`prof pprof` excepted: it speaks Go's flag syntax). */
export const globalFlags = {
  json: Flags.boolean({ summary: 'print one JSON document on stdout', helpGroup: GROUP }),
  store: Flags.string({
    summary: 'where profiles live: a folder, a file: URL, or demo',
    helpValue: 'URL',
    helpGroup: GROUP,
  }),
  env: Flags.string({
    summary: 'use this environment of the configuration',
    helpValue: 'NAME',
    helpGroup: GROUP,
  }),
  limit: Flags.string({
    summary: 'change a resource limit for reading profiles, for example decodedBytes=2GiB',
    helpValue: 'NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GROUP,
  }),
  quiet: Flags.boolean({
    summary: 'no progress and no notes on stderr',
    helpGroup: GROUP,
  }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'say more on stderr',
    exclusive: ['quiet'],
    helpGroup: GROUP,
  }),
  // Not `allowNo` of a `color` flag: terminals, NO_COLOR and FORCE_COLOR decide, this only turns it off.
  'no-color': Flags.boolean({ summary: 'no colours', helpGroup: GROUP }),
};

/** What `this.parse()` yields for the flags above; commands pass their own flags, which include these. */
export interface GlobalFlagValues {
  readonly json?: boolean | undefined;
  readonly store?: string | undefined;
  readonly env?: string | undefined;
  readonly limit?: string[] | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  /** Only where a command has `pagerFlag`. */
  readonly pager?: boolean | undefined;
}
