/** `s3:` store: one object a profile, its metadata in the object's own. */
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
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
import { deleteObjects } from './delete-objects.ts';
import { httpOptionsOf } from './http-options.ts';
import { knownConditions } from './known-conditions.ts';
import { listObjectFolders, listObjectLevel, listObjects } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { readBody } from './read-body.ts';
import { type OpenedClient, openS3Client, type Patience } from './s3-client.ts';
import type { Environment } from './s3-connection.ts';
import { isMissing, isPreconditionFailed, s3Error } from './s3-error.ts';
import { splitS3Url } from './split-s3-url.ts';

export interface S3StoreOptions {
  /** As BlobStore.foreignService. */
  readonly foreignService?: string | undefined;
  readonly env?: Environment;
  readonly patience?: Partial<Patience>;
  /** What ends reading for which no signal was given: Ctrl-C, once the program has asked to be told of it. */
  readonly stop?: () => AbortSignal | undefined;
}

/** The store at `s3://bucket/prefix`. Nothing is asked of anybody, and no file read, before it is used. */
export function createS3Store(
  url: string,
  settings: S3Settings = {},
  options: S3StoreOptions = {},
): BlobStore {
  return new S3Store(url, settings, options);
}

class S3Store implements BlobStore {
  readonly url: string;
  readonly foreignService: string | undefined;
  readonly #bucket: string;
  /** Empty, or ends in `/`. */
  readonly #prefix: string;
  readonly #settings: S3Settings;
  readonly #env: Environment;
  readonly #open: () => Promise<OpenedClient>;
  readonly #stop: () => AbortSignal | undefined;
  #conditions: Promise<boolean> | undefined;

  constructor(
    url: string,
    settings: S3Settings,
    { foreignService, env = process.env, patience, stop = () => undefined }: S3StoreOptions,
  ) {
    this.url = url;
    this.foreignService = foreignService;
    const { bucket, prefix } = splitS3Url(url);
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#settings = settings;
    this.#env = env;
    this.#stop = stop;
    let opened: Promise<OpenedClient> | undefined;
    this.#open = () => {
      opened ??= openS3Client(settings, env, patience);
      return opened;
    };
  }

  async honoursConditions({ signal }: BlobRequestOptions = {}): Promise<boolean> {
    signal?.throwIfAborted();
    this.#conditions ??= this.#askConditions();
    return this.#conditions;
  }

  async #askConditions(): Promise<boolean> {
    if (this.#settings.conditionalWrites !== undefined) return this.#settings.conditionalWrites;
    const { endpointUrl } = (await this.#open()).connection;
    if (endpointUrl === undefined) return true;
    return knownConditions({ endpointUrl, bucket: this.#bucket, env: this.#env }, () =>
      this.#probeConditions(),
    );
  }

  /** Writes one small object twice, the second time only if it is not there; and removes it. */
  async #probeConditions(): Promise<boolean> {
    const key = `.prof-probe-${Math.random().toString(36).slice(2, 12)}`;
    const write = (IfNoneMatch?: string) =>
      this.#write(
        key,
        new TextEncoder().encode('prof asks whether If-None-Match is honoured\n'),
        {},
        { IfNoneMatch },
      );
    await this.#ask('s3:PutObject', key, {}, () => write());
    try {
      await write('*');
      return false;
    } catch (error) {
      return isPreconditionFailed(error);
    } finally {
      // Whatever else has stopped.
      await this.delete(key, { signal: new AbortController().signal }).catch(() => {});
    }
  }

  async *list(options: BlobListOptions = {}): AsyncGenerator<BlobEntry> {
    yield* this.#listing(options, ({ client }, stoppable) => listObjects(client, this.#root, stoppable));
  }

  async *listLevel(prefix: string, options: BlobRangeOptions = {}): AsyncGenerator<BlobLevelItem> {
    yield* this.#listing(options, ({ client }, stoppable) =>
      listObjectLevel(client, this.#root, prefix, stoppable),
    );
  }

  async *listFolders(prefix: string, options: BlobRangeOptions = {}): AsyncGenerator<string> {
    yield* this.#listing(options, ({ client }, stoppable) =>
      listObjectFolders(client, this.#root, prefix, stoppable),
    );
  }

  get #root() {
    return { ...this.#owned, root: this.#prefix };
  }

  /** What every request carries. */
  get #owned() {
    const { expectedBucketOwner, requestPayer } = this.#settings;
    return {
      Bucket: this.#bucket,
      ...(expectedBucketOwner === undefined ? {} : { ExpectedBucketOwner: expectedBucketOwner }),
      ...(requestPayer === undefined ? {} : { RequestPayer: requestPayer as 'requester' }),
    };
  }

  async *#listing<T, Options extends BlobRequestOptions>(
    options: Options,
    start: (opened: OpenedClient, stoppable: Options) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const { signal = this.#stop() } = options;
    signal?.throwIfAborted();
    try {
      yield* start(await this.#open(), { ...options, signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw await this.#translated(error, 's3:ListBucket', undefined);
    }
  }

  async head(key: string, options: BlobRequestOptions = {}): Promise<BlobHead | undefined> {
    const { signal = this.#stop() } = options;
    return this.#ask(
      's3:GetObject',
      key,
      { signal },
      (opened) => this.#head(opened, key, { signal }),
      undefined,
    );
  }

  async #head({ client }: OpenedClient, key: string, { signal }: BlobRequestOptions): Promise<BlobHead> {
    const found = await client.send(new HeadObjectCommand(this.#object(key)), httpOptionsOf(signal));
    return {
      key,
      sizeBytes: found.ContentLength ?? 0,
      modifiedMs: found.LastModified?.getTime() ?? 0,
      version: found.ETag,
      storageClass: found.StorageClass === 'STANDARD' ? undefined : found.StorageClass,
      metadata: found.Metadata ?? {},
    };
  }

  async get(key: string, options: BlobRequestOptions = {}): Promise<StoredBlob | undefined> {
    const { signal = this.#stop() } = options;
    const read = ({ client, patience }: OpenedClient) =>
      readBody(
        async () => client.send(new GetObjectCommand(this.#object(key)), httpOptionsOf(signal)),
        patience,
        signal,
      );
    return this.#ask('s3:GetObject', key, { signal }, read, undefined);
  }

  async putIfAbsent(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    options: BlobRequestOptions = {},
  ): Promise<'stored' | 'taken'> {
    const isHonoured = await this.honoursConditions(options);
    return this.#ask('s3:PutObject', key, options, async (opened) => {
      if (!isHonoured) {
        if ((await this.head(key, options)) !== undefined) return 'taken';
        await this.#write(key, bytes, metadata, options);
        return 'stored';
      }
      try {
        await this.#write(key, bytes, metadata, { ...options, IfNoneMatch: '*' });
        return 'stored';
      } catch (error) {
        if (!(await this.#isOwn(error, opened, key, bytes, metadata))) {
          if (isPreconditionFailed(error)) return 'taken';
          throw error;
        }
        return 'stored';
      }
    });
  }

  /** Whether what stands there after a failed write is that very write: its answer was lost, and it was sent again. */
  async #isOwn(
    error: unknown,
    opened: OpenedClient,
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
  ): Promise<boolean> {
    const { name, $metadata } = error as { name?: string; $metadata?: { attempts?: number } };
    const mayBe = name === 'NoSuchUpload' || (isPreconditionFailed(error) && ($metadata?.attempts ?? 1) > 1);
    if (!mayBe || metadata.sha256 === undefined) return false;
    const found = await this.#head(opened, key, {}).catch(() => undefined);
    if (found?.sizeBytes !== bytes.length) return false;
    return Object.entries(metadata).every(([label, value]) => found.metadata[label] === value);
  }

  async put(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    options: BlobRequestOptions = {},
  ): Promise<void> {
    await this.#ask('s3:PutObject', key, options, () => this.#write(key, bytes, metadata, options));
  }

  async #write(
    key: string,
    bytes: Uint8Array,
    metadata: BlobMetadata,
    { signal, IfNoneMatch }: BlobRequestOptions & { readonly IfNoneMatch?: string | undefined },
  ): Promise<void> {
    const { sse, sseKmsKeyId, storageClass } = this.#settings;
    const input = {
      ...this.#object(key),
      Body: bytes,
      Metadata: { ...metadata },
      ...(IfNoneMatch === undefined ? {} : { IfNoneMatch }),
      ...(sse === undefined ? {} : { ServerSideEncryption: sse as 'AES256' }),
      ...(sseKmsKeyId === undefined ? {} : { SSEKMSKeyId: sseKmsKeyId }),
      ...(storageClass === undefined ? {} : { StorageClass: storageClass as 'STANDARD' }),
    };
    await putObject((await this.#open()).client, input, signal);
  }

  async delete(key: string, options: BlobRequestOptions = {}): Promise<boolean> {
    if ((await this.head(key, options)) === undefined) return false;
    await this.#ask('s3:DeleteObject', key, options, async ({ client }) => {
      await client.send(new DeleteObjectCommand(this.#object(key)), httpOptionsOf(options.signal));
    });
    return true;
  }

  async deleteMany(
    keys: readonly string[],
    options: BlobRequestOptions = {},
  ): Promise<readonly DeleteFailure[]> {
    options.signal?.throwIfAborted();
    const names = keys.map((key) => this.#prefix + key);
    const failures = await this.#ask('s3:DeleteObject', undefined, options, ({ client }) =>
      deleteObjects(client, this.#owned, names, options.signal),
    );
    return Promise.all(
      failures.map(async ({ name, error }) => {
        const key = name.slice(this.#prefix.length);
        return { key, error: (await this.#translated(error, 's3:DeleteObject', key)) as Error };
      }),
    );
  }

  #object(key: string) {
    return { ...this.#owned, Key: this.#prefix + key };
  }

  /** Errors as ours; `ifMissing` where a missing object is an answer. */
  async #ask<T>(
    right: string,
    key: string | undefined,
    { signal }: BlobRequestOptions,
    send: (opened: OpenedClient) => Promise<T>,
    ...ifMissing: [] | [T]
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await send(await this.#open());
    } catch (error) {
      signal?.throwIfAborted();
      if (ifMissing.length > 0 && isMissing(error)) return ifMissing[0] as T;
      throw await this.#translated(error, right, key);
    }
  }

  async #translated(error: unknown, right: string, key: string | undefined): Promise<unknown> {
    const opened = await this.#open().catch(() => undefined);
    return s3Error(error, {
      url: this.url,
      bucket: this.#bucket,
      key: key === undefined ? undefined : this.#prefix + key,
      right,
      endpointUrl: opened?.connection.endpointUrl,
    });
  }
}
