import { Flags } from '@oclif/core';
import { nothingListed } from '../present/ls.ts';
import { SERVICES_CSV, type ServicesDocument, servicesDocument, servicesText } from '../present/services.ts';
import { formatCsv } from '../present/table.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { listServices } from '../store/list-services.ts';

export default class Services extends BaseCommand<ServicesDocument | undefined> {
  static override summary = 'List the services of the store, their types, and how many profiles each has';
  static override examples = ['<%= config.bin %> services', '<%= config.bin %> services --since 7d --json'];
  static override flags = {
    since: Flags.string({ summary: 'count profiles from this moment on', helpValue: 'TIME' }),
    until: Flags.string({ summary: 'count profiles up to this moment', helpValue: 'TIME' }),
    csv: Flags.boolean({ summary: 'print CSV', exclusive: ['json'] }),
  };

  async run(): Promise<ServicesDocument | undefined> {
    const { flags } = await this.parse(Services);
    const { out, wiring } = await this.context(flags);
    const { since, until } = flags;
    const list = await listServices({ since, until }, { store: await wiring.store(), clock: wiring.clock });
    if (flags.csv) {
      out.data(formatCsv(SERVICES_CSV, list.services));
      return undefined;
    }
    out.text(await servicesText(list));
    if (list.services.length === 0) out.note(nothingListed(list.store, (since ?? until) !== undefined));
    return servicesDocument(list);
  }
}
