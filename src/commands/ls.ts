import { Flags } from '@oclif/core';
import { csvStream } from '../present/csv.ts';
import { formatJsonLine } from '../present/json.ts';
import {
  LS_CSV,
  type LsDocument,
  lsDocument,
  lsText,
  nothingListed,
  profileDocuments,
} from '../present/ls.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { iterateProfiles, listProfiles } from '../store/list-profiles.ts';

export default class Ls extends BaseCommand<LsDocument | undefined> {
  static override summary = 'List the profiles of the store, the newest last';
  static override description =
    `Times are UTC: a day (2024-01-15, yesterday), a stamp (20240115-120000), RFC 3339, or how long ago (3h, 7d).
Nothing is decoded: what is listed stands in the keys. On a narrow terminal the keys themselves are left out; a pipe
has them always.`;
  static override examples = [
    '<%= config.bin %> ls',
    '<%= config.bin %> ls --service checkout --type cpu --since 7d',
    '<%= config.bin %> ls --date yesterday --json',
    '<%= config.bin %> ls --csv > profiles.csv',
  ];
  static override flags = {
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
    jsonl: Flags.boolean({
      summary: 'print one JSON object a line, as they are found',
      exclusive: ['json', 'csv'],
    }),
    ...csvFlag,
    ...pagerFlag,
  };

  async run(): Promise<LsDocument | undefined> {
    const { flags } = await this.parse(Ls);
    const { out, wiring, page } = await this.context(flags);
    const { service, type, date, since, until } = flags;
    const options = { services: service, types: type, date, since, until };
    const deps = { store: await wiring.store(), clock: wiring.clock };
    if (flags.csv || flags.jsonl) {
      const rows = profileDocuments(iterateProfiles(options, deps));
      if (flags.csv) await printCsv(out, csvStream(LS_CSV, rows));
      else for await (const row of rows) out.data(formatJsonLine(row));
      return undefined;
    }
    const list = await listProfiles(options, deps);
    await page([await lsText(list, out.columns)]);
    if (list.profiles.length === 0) {
      out.note(
        nothingListed(
          list.store,
          Object.values(options).some((option) => option !== undefined),
        ),
      );
    }
    return lsDocument(list);
  }
}
