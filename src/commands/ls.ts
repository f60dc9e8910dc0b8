import { Flags } from '@oclif/core';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ListingCache } from '../ports/listing-cache.ts';
import { csvStream } from '../present/csv.ts';
import { formatJsonLine } from '../present/json.ts';
import {
  keptText,
  LS_COLUMNS,
  LS_CSV,
  type LsDocument,
  lsDocument,
  MAX_ROWS,
  nothingListed,
  profileDocuments,
} from '../present/ls.ts';
import { tableStream } from '../present/table-stream.ts';
import { BaseCommand, type CommandContext } from '../shell/base-command.ts';
import { batches } from '../shell/batches.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { filterFlags } from '../shell/selection-flags.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { keepListing, openKeptListing } from '../store/kept-listing.ts';
import { iterateProfiles, newestOf } from '../store/list-profiles.ts';

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
    '<%= config.bin %> ls --offline --service checkout',
  ];
  static override flags = {
    ...filterFlags,
    pod: Flags.string({
      summary: 'only of this pod, by the end of its name that keys hold',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    deep: Flags.boolean({
      summary: 'with --pod: ask the metadata of each profile that may be of the pod',
      dependsOn: ['pod'],
    }),
    offline: Flags.boolean({
      summary: 'list what the last prof ls of all of the store found, and ask nobody',
      exclusive: ['deep'],
    }),
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
    const { service, type, date, since, until, pod, deep } = flags;
    const options = { services: service, types: type, date, since, until, pods: pod, isDeep: deep };
    const { store, openCache } = await this.#storeToList(flags.offline, { out, wiring });
    const deps = { store, clock: wiring.clock };
    if (deep && pod !== undefined)
      out.note('--deep: the metadata of each profile that may be of the pod is read');
    const listed = iterateProfiles(options, deps);
    const found =
      openCache === undefined
        ? listed
        : keepListing(listed, options, { url: store.url, openCache, clock: wiring.clock });
    if (out.json) return lsDocument(await newestOf(found, store.url, { most: MAX_ROWS }));
    if (flags.csv) await printCsv(out, csvStream(LS_CSV, profileDocuments(found)));
    else if (flags.jsonl) await printLines(out, profileDocuments(found));
    else await this.#table(found, { out, page, store: deps.store.url });
    return undefined;
  }

  /** The store, and where its listing is kept: of folders none is, for they are here. */
  async #storeToList(
    isOffline: boolean,
    { out, wiring }: Pick<CommandContext, 'out' | 'wiring'>,
  ): Promise<{ readonly store: BlobStore; readonly openCache?: () => Promise<ListingCache> }> {
    const store = await wiring.store();
    if (!store.url.startsWith('s3:')) {
      if (isOffline) out.note(`${store.url} is on this machine: --offline changes nothing`);
      return { store };
    }
    if (!isOffline) return { store, openCache: wiring.listings };
    const { scope, store: listed } = await openKeptListing(store, await wiring.listings());
    out.note(keptText(scope, wiring.clock.nowMs()));
    return { store: listed };
  }

  async #table(
    found: AsyncIterable<ProfileEntry>,
    { out, page, store }: Pick<CommandContext, 'out' | 'page'> & { readonly store: string },
  ): Promise<void> {
    const lines = tableStream(LS_COLUMNS, batches(found, BATCH), { maxWidth: out.columns });
    const first = await lines.next();
    if (!first.done) return page(continued(first.value, lines));
    const isFiltered = this.argv.some((word) =>
      /^(?:--(?:service|type|date|since|until|pod)\b|-t)/.test(word),
    );
    out.note(nothingListed(store, isFiltered));
  }
}

/** Rows that are laid out together: all of a small store, the first of a large one soon. */
const BATCH = { most: 1000, waitMs: 200 };

async function printLines(out: CommandContext['out'], rows: AsyncIterable<object>): Promise<void> {
  for await (const row of rows) if (!(await out.passOn(formatJsonLine(row)))) return;
}

async function* continued(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
