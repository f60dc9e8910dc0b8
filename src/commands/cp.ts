import { Args, Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { asIfDone, type CpDocument, cpDocument, movesSummary, movesText } from '../present/transfers.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirmMoves } from '../shell/confirm-moves.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import {
  changeFlags,
  filterFlags,
  parallelFlag,
  patternFlags,
  selectionOf,
} from '../shell/selection-flags.ts';
import { copyProfiles } from '../store/copy-profiles.ts';
import { planCopies } from '../store/plan-copies.ts';
import { selectCopies } from '../store/select-copies.ts';
import { parseDestination } from '../store/store-place.ts';

export default class Cp extends BaseCommand<CpDocument> {
  static override summary = 'Copy profiles from store to store';
  static override description =
    `A source is a reference of the configured store (checkout/cpu@yesterday: one run), or, with a scheme or
as a path, another store, a day of it, a service of that day, or one profile. Profiles keep their keys, bytes and metadata.
What the destination has already is left alone; another profile at the same key is replaced after a question. Into files
copies prof get, from files prof put.`;
  static override examples = [
    '<%= config.bin %> cp checkout/cpu ./for-the-report',
    '<%= config.bin %> cp s3://bucket/profiles/2024-01-15/checkout/20240115-120000-cpu.pprof store:',
    '<%= config.bin %> cp checkout@-7d..now s3://archive/incident-42',
    '<%= config.bin %> cp s3://team-a/profiles s3://team-b/profiles --service checkout --since 7d',
  ];
  static override strict = false;
  static override args = {
    source: Args.string({ description: 'what to copy, one or more', required: true }),
    destination: Args.string({ description: 'the store to copy into', required: true }),
  };
  static override flags = {
    checksum: Flags.boolean({ summary: 'compare SHA-256 of all, not only size and time' }),
    ...filterFlags,
    ...patternFlags,
    ...changeFlags,
    ...parallelFlag,
    ...lookbackFlag,
  };

  async run(): Promise<CpDocument> {
    const { flags, argv, raw } = await this.parse(Cp);
    const { out, wiring, signal, progress } = await this.context(flags);
    const sources = argv.slice(0, -1) as string[];
    const destination = await this.openStore(parseDestination(argv.at(-1) as string), flags);
    const openStore = (url: string | undefined) => this.openStore(url, flags);
    const wanted = await selectCopies(
      { sources, selection: selectionOf(flags, raw) },
      { ...wiring, openStore, signal, lookbackMs: lookbackMs(flags.lookback) },
    );
    if (wanted.some(({ source }) => source.url === destination.url)) {
      throw new ProfError('USAGE', `source and destination are the same store: ${destination.url}`);
    }
    const deps = { destination, parallel: flags.parallel, signal };
    const plan = await planCopies(wanted, { checksum: flags.checksum }, deps);
    const planned = asIfDone(plan);
    if (flags['dry-run']) {
      out.text(movesText(planned, [], true));
      out.note(`would be: ${movesSummary(planned, [])}`);
      return cpDocument(planned, destination.url, true);
    }
    await confirmMoves(planned, [], { yes: flags.yes, out, destination: destination.url });
    const bar = followTransfer(progress);
    const result = await copyProfiles(plan, { ...deps, emit: bar.emit }).finally(bar.end);
    out.text(movesText(result, [], false));
    if (reportTransfer(out, { ...result, doneCount: result.copied.length + result.replaced.length })) {
      this.exitWith('PARTIAL');
    }
    out.note(movesSummary(result, []));
    return cpDocument(result, destination.url, false);
  }
}
