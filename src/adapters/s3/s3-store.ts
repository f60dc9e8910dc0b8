/** `s3:` store: one object a profile, its metadata in the object's own. */
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type {
  BlobEntry,
  BlobHead,
  BlobLevelItem,
  BlobListOptions,
  BlobMetadata,
  BlobRangeOptions,
  BlobRequestOptions,
  BlobStore,
  DeleteFailure,
  StoredBlob,
} from '../../ports/blob-store.ts';
import type { S3Settings } from '../../ports/s3-settings.ts';
import { type HttpOptions, httpOptionsOf } from './http-options.ts';
import { type ListedRoot, listObjectFolders, listObjectLevel, listObjects } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { createS3Client, type Environment } from './s3-client.ts';
import { isMissing, isPreconditionFailed, s3Error } from './s3-error.ts';
import { splitS3Url } from './split-s3-url.ts';

/** How many keys DeleteObjects takes. */
const DELETE_BATCH = 1000;

export interface S3StoreOptions {
  /** As BlobStore.foreignService. */
  readonly foreignService?: string | undefined;
  readonly env?: Environment;
}

/** The store at `s3://bucket/prefix`. Nothing is asked of anybody yet. */
export function createS3Store(
  url: string,
  settings: S3Settings = {},
  { foreignService, env = process.env }: S3StoreOptions = {},
): BlobStore {
  return new S3Store(url, createS3Client(settings, env), foreignService);
}

class S3Store implements BlobStore {
  readonly url: string;
  readonly foreignService: string | undefined;
  readonly #bucket: string;
  /** Empty, or ends in `/`. */
  readonly #prefix: string;
  readonly #client: S3Client;

  constructor(url: string, client: S3Client, foreignService: string | undefined) {
    this.url = url;
    this.foreignService = foreignService;
    const { bucket, prefix } = splitS3Url(url);
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = client;
  }

  async honoursConditions(): Promise<boolean> {
    return true;
  }

  list(options?: BlobListOptions): AsyncIterable<BlobEntry> {
    return listObjects(this.#client, this.#listed, options);
  }

  listLevel(prefix: string, options?: BlobRangeOptions): AsyncIterable<BlobLevelItem> {
    return listObjectLevel(this.#client, this.#listed, prefix, options);
  }

  listFolders(prefix: string, options?: BlobRangeOptions): AsyncIterable<string> {
    return listObjectFolders(this.#client, this.#listed, prefix, options);
  }

  get #listed(): ListedRoot {
    return { bucket: this.#bucket, root: this.#prefix, url: this.url };
  }

  async head(key: string, options: BlobRequestOptions = {}): Promise<BlobHead | undefined> {
    return this.#ask(
      key,
      options,
      async (object, httpOptions) => {
        const found = await this.#client.send(new HeadObjectCommand(object), httpOptions);
        return {
          key,
          sizeBytes: found.ContentLength ?? 0,
          modifiedMs: found.LastModified?.getTime() ?? 0,
          version: found.ETag,
          storageClass: found.StorageClass,
          metadata: found.Metadata ?? {},
        };
      },
      undefined,
    );
  }

  async get(key: string, options: BlobRequestOptions = {}): Promise<StoredBlob | undefined> {
    return this.#ask(
      key,
      options,
      async (object, httpOptions) => {
        const found = await this.#client.send(new GetObjectCommand(object), httpOptions);
        const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
        return { bytes, metadata: found.Metadata ?? {} };
      },
      undefined,
    );
  }

  async putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    options: BlobRequestOptions = {},
  ): Promise<'stored' | 'taken'> {
    return this.#ask(key, options, async (object) => {
      const input = { ...object, Body: bytes, Metadata: { ...metadata }, IfNoneMatch: '*' };
      try {
        await putObject(this.#client, input, options.signal);
        return 'stored';
      } catch (error) {
        if (isPreconditionFailed(error)) return 'taken';
        throw error;
      }
    });
  }

  async put(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    options: BlobRequestOptions = {},
  ): Promise<void> {
    await this.#ask(key, options, async (object) => {
      const input = { ...object, Body: bytes, Metadata: { ...metadata } };
      await putObject(this.#client, input, options.signal);
    });
  }

  async delete(key: string, options: BlobRequestOptions = {}): Promise<boolean> {
    if ((await this.head(key, options)) === undefined) return false;
    await this.#ask(key, options, async (object, httpOptions) => {
      await this.#client.send(new DeleteObjectCommand(object), httpOptions);
    });
    return true;
  }

  async deleteMany(
    keys: readonly string[],
    options: BlobRequestOptions = {},
  ): Promise<readonly DeleteFailure[]> {
    options.signal?.throwIfAborted();
    const failures: DeleteFailure[] = [];
    for (let start = 0; start < keys.length; start += DELETE_BATCH) {
      failures.push(...(await this.#deleteBatch(keys.slice(start, start + DELETE_BATCH), options)));
    }
    return failures;
  }

  async #deleteBatch(keys: readonly string[], options: BlobRequestOptions): Promise<DeleteFailure[]> {
    return this.#ask('', options, async ({ Bucket }, httpOptions) => {
      const Objects = keys.map((key) => ({ Key: this.#prefix + key }));
      const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await this.#client.send(command, httpOptions);
      return Errors.map(({ Key = '', Code = '', Message = '' }) => {
        const key = Key.slice(this.#prefix.length);
        return { key, error: s3Error(Object.assign(new Error(Message), { name: Code }), this.url) as Error };
      });
    });
  }

  /** Errors as ours; `ifMissing` where a missing object is an answer. */
  async #ask<T>(
    key: string,
    { signal }: BlobRequestOptions,
    send: (object: { Bucket: string; Key: string }, httpOptions: HttpOptions) => Promise<T>,
    ...ifMissing: [] | [T]
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await send({ Bucket: this.#bucket, Key: this.#prefix + key }, httpOptionsOf(signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (ifMissing.length > 0 && isMissing(error)) return ifMissing[0] as T;
      throw s3Error(error, this.url);
    }
  }
}
