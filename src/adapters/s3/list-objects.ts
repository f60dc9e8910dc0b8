import {
  type _Object,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ProfError } from '../../kit/errors.ts';
import type { BlobEntry, BlobLevelItem, BlobListOptions, BlobRangeOptions } from '../../ports/blob-store.ts';
import { httpOptionsOf } from './http-options.ts';

export interface ListedRoot {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
  readonly RequestPayer?: 'requester';
  /** Empty, or ends in `/`: keys are below it. */
  readonly root: string;
}

/** The objects below a root as entries, in byte order; pages are asked for as they are needed. */
export async function* listObjects(
  client: S3Client,
  where: ListedRoot,
  options: BlobListOptions = {},
): AsyncGenerator<BlobEntry> {
  for await (const page of pagesOf(client, where, { ...options, prefix: options.prefix ?? '' })) {
    for (const object of page.Contents ?? []) {
      const entry = entryOf(object, where);
      if (!isBefore(entry.key, options.before)) return;
      yield entry;
    }
  }
}

/** What stands directly under a prefix, in byte order. */
export async function* listObjectLevel(
  client: S3Client,
  where: ListedRoot,
  prefix: string,
  options: BlobRangeOptions = {},
): AsyncGenerator<BlobLevelItem> {
  for await (const page of pagesOf(client, where, { ...options, prefix, delimiter: '/' })) {
    for (const item of itemsOf(page, where)) {
      if (!isBefore(item.key, options.before)) return;
      // A folder may hold keys after one that it is itself before.
      if (isAfter(item.key, options.startAfter)) yield item;
    }
  }
}

/** The next segments below a prefix, in byte order. */
export async function* listObjectFolders(
  client: S3Client,
  where: ListedRoot,
  prefix: string,
  options: BlobRangeOptions = {},
): AsyncGenerator<string> {
  for await (const item of listObjectLevel(client, where, prefix, options)) {
    if (item.kind === 'folder') yield item.key.slice(prefix.length);
  }
}

function entryOf(object: _Object, { root }: ListedRoot): BlobEntry {
  return {
    key: (object.Key ?? '').slice(root.length),
    sizeBytes: object.Size ?? 0,
    modifiedMs: object.LastModified?.getTime() ?? 0,
    version: object.ETag,
    storageClass: object.StorageClass === 'STANDARD' ? undefined : object.StorageClass,
  };
}

/** Objects and folders of a page come apart; together they are in byte order. */
function itemsOf(page: ListObjectsV2CommandOutput, where: ListedRoot): BlobLevelItem[] {
  const items: BlobLevelItem[] = [];
  for (const object of page.Contents ?? []) {
    const entry = entryOf(object, where);
    items.push({ kind: 'blob', key: entry.key, entry });
  }
  for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
    items.push({ kind: 'folder', key: Prefix.slice(where.root.length) });
  }
  return items.sort((left, right) => compareBytes(left.key, right.key));
}

/** @throws ProfError BAD_DATA where the server gives the same page for ever. */
async function* pagesOf(
  client: S3Client,
  { root, ...bucket }: ListedRoot,
  { prefix, delimiter, startAfter, signal }: BlobListOptions & { prefix: string; delimiter?: string },
): AsyncGenerator<ListObjectsV2CommandOutput> {
  signal?.throwIfAborted();
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      ...bucket,
      Prefix: root + prefix,
      Delimiter: delimiter,
      StartAfter: startAfter === undefined ? undefined : root + startAfter,
      ContinuationToken: token,
    });
    const page = await client.send(command, httpOptionsOf(signal));
    yield page;
    const next = page.IsTruncated ? page.NextContinuationToken : undefined;
    if (page.IsTruncated && (next === undefined || next === token)) throw brokenListing();
    token = next;
  } while (token !== undefined);
}

function brokenListing(): ProfError {
  return new ProfError('BAD_DATA', 'the server says that its listing goes on, and does not say where', {
    hints: ['that is a fault of the server: what was listed so far is not all'],
  });
}

function isBefore(key: string, before: string | undefined): boolean {
  return before === undefined || compareBytes(key, before) < 0;
}

function isAfter(key: string, startAfter: string | undefined): boolean {
  return startAfter === undefined || compareBytes(key, startAfter) > 0;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
