import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { BlobEntry, BlobListOptions, BlobRangeOptions } from '../../ports/blob-store.ts';
import { httpOptionsOf } from './http-options.ts';
import { s3Error } from './s3-error.ts';

export interface ListedRoot {
  readonly bucket: string;
  /** Empty, or ends in `/`: keys are below it. */
  readonly root: string;
  readonly url: string;
}

/** The objects below a root as entries, in byte order; pages are asked for as they are needed. */
export async function* listObjects(
  client: S3Client,
  where: ListedRoot,
  options: BlobListOptions = {},
): AsyncGenerator<BlobEntry> {
  for await (const page of pagesOf(client, where, { ...options, prefix: options.prefix ?? '' })) {
    for (const object of page.Contents ?? []) {
      const key = (object.Key ?? '').slice(where.root.length);
      if (!isBefore(key, options.before)) return;
      yield {
        key,
        sizeBytes: object.Size ?? 0,
        modifiedMs: object.LastModified?.getTime() ?? 0,
        version: object.ETag,
        storageClass: object.StorageClass === 'STANDARD' ? undefined : object.StorageClass,
      };
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
  for await (const page of pagesOf(client, where, { ...options, prefix, delimiter: '/' })) {
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) {
      const folder = Prefix.slice(where.root.length);
      if (!isBefore(folder, options.before)) return;
      if (options.startAfter === undefined || compareBytes(folder, options.startAfter) > 0) {
        yield folder.slice(prefix.length);
      }
    }
    const last = page.Contents?.at(-1)?.Key?.slice(where.root.length);
    if (last !== undefined && !isBefore(last, options.before)) return;
  }
}

async function* pagesOf(
  client: S3Client,
  { bucket, root, url }: ListedRoot,
  { prefix, delimiter, startAfter, signal }: BlobListOptions & { prefix: string; delimiter?: string },
): AsyncGenerator<ListObjectsV2CommandOutput> {
  signal?.throwIfAborted();
  let token: string | undefined;
  do {
    let page: ListObjectsV2CommandOutput;
    try {
      page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: root + prefix,
          Delimiter: delimiter,
          StartAfter: startAfter === undefined ? undefined : root + startAfter,
          ContinuationToken: token,
        }),
        httpOptionsOf(signal),
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Error(error, url);
    }
    yield page;
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function isBefore(key: string, before: string | undefined): boolean {
  return before === undefined || compareBytes(key, before) < 0;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
