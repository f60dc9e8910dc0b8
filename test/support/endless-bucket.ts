import type { IncomingMessage, ServerResponse } from 'node:http';
import { startWebServer } from './web-server.ts';

/** A bucket that is made up as it is listed: a profile each second of a day's beginning, so many days. */
export interface EndlessBucket {
  readonly url: string;
  /** The prefixes that were listed, one for each request. */
  readonly listed: string[];
  close(): Promise<void>;
}

const PAGE = 1000;
const FIRST_DAY_MS = Date.UTC(2020, 0, 1);
const DAY_MS = 86_400_000;

/** `before` is awaited before the listing of a prefix is answered. */
export async function startEndlessBucket(
  days: number,
  perDay: number,
  before: (prefix: string) => Promise<void> = async () => {},
): Promise<EndlessBucket> {
  const listed: string[] = [];
  const names = Array.from({ length: days }, (_, index) =>
    new Date(FIRST_DAY_MS + index * DAY_MS).toISOString().slice(0, 10),
  );
  const { url, close } = await startWebServer((request: IncomingMessage, response: ServerResponse) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://bucket');
    const prefix = searchParams.get('prefix') ?? '';
    listed.push(prefix);
    const body =
      prefix === ''
        ? rootPage(names)
        : dayPage(prefix, Number(searchParams.get('continuation-token')), perDay);
    void before(prefix).then(() => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<ListBucketResult>${body}</ListBucketResult>`);
    });
  });
  return { url, listed, close };
}

function rootPage(names: readonly string[]): string {
  return names.map((name) => `<CommonPrefixes><Prefix>${name}/</Prefix></CommonPrefixes>`).join('');
}

function dayPage(prefix: string, start: number, perDay: number): string {
  const end = Math.min(start + PAGE, perDay);
  const day = prefix.slice(0, 10).replaceAll('-', '');
  const keys: string[] = [];
  for (let index = start; index < end; index++) {
    const time = new Date(index * 1000).toISOString().slice(11, 19).replaceAll(':', '');
    keys.push(`<Contents><Key>${prefix}checkout/${day}-${time}-cpu.pprof</Key><Size>1</Size></Contents>`);
  }
  const next =
    end < perDay
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${end}</NextContinuationToken>`
      : '';
  return `${next}${keys.join('')}`;
}
