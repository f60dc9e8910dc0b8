import { Flags } from '@oclif/core';
import { csvText } from '../present/csv.ts';
import { nothingListed } from '../present/ls.ts';
import { SERVICES_CSV, type ServicesDocument, servicesDocument, servicesText } from '../present/services.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { listServices } from '../store/list-services.ts';

export default class Services extends BaseCommand<ServicesDocument | undefined> {
  static override summary = 'List the services of the store, their types, and how many profiles each has';
  static override examples = ['<%= config.bin %> services', '<%= config.bin %> services --since 7d --json'];
  static override flags = {
    since: Flags.string({ summary: 'count profiles from this moment on', helpValue: 'TIME' }),
    until: Flags.string({ summary: 'count profiles up to this moment', helpValue: 'TIME' }),
    ...csvFlag,
    ...pagerFlag,
  };

  async run(): Promise<ServicesDocument | undefined> {
    const { flags } = await this.parse(Services);
    const { out, wiring, page } = await this.context(flags);
    const { since, until } = flags;
    const list = await listServices({ since, until }, { store: await wiring.store(), clock: wiring.clock });
    if (flags.csv) {
      await printCsv(out, csvText(SERVICES_CSV, servicesDocument(list).services));
      return undefined;
    }
    await page([await servicesText(list)]);
    if (list.services.length === 0) out.note(nothingListed(list.store, (since ?? until) !== undefined));
    return servicesDocument(list);
  }
}
