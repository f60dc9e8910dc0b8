import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { startWebServer } from './web-server.ts';

/** One request as the fake server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly bucket: string;
  /** Empty for requests to the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** `LIST`, `GET`, `PUT`, `HEAD`, `DELETE`, `DELETE-MANY`, `CREATE-UPLOAD`, `PUT-PART`, `COMPLETE`, `ABORT-UPLOAD`. */
  readonly operation: string;
}

interface Kept {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly storageClass?: string;
}

/** Answers in place of the server, or not at all (and then the response is the fault's own business); true: it did. */
export type Fault = (request: SeenRequest, response: ServerResponse) => boolean;

/**
 * The part of S3 that prof uses, in memory, honest unless a fault says otherwise: to count requests, and for failures that
 * real servers do not make when asked. Signatures are not looked at.
 */
export interface FakeS3 {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** By `bucket/key`. */
  readonly objects: Map<string, Kept>;
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** Asked for each request before anything else. */
  fault: Fault | undefined;
  /** False: a server that ignores If-None-Match. */
  conditions: boolean;
  put(
    key: string,
    bytes: Uint8Array | string,
    metadata?: Record<string, string>,
    storageClass?: string,
  ): void;
  /** The operations since the last call. */
  taken(): string[];
  close(): Promise<void>;
}

export async function startFakeS3(tls?: ServerOptions): Promise<FakeS3> {
  const objects = new Map<string, Kept>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: SeenRequest[] = [];
  const server = await startWebServer((incoming, response) => {
    void answer(fake, incoming, response).catch(() => response.destroy());
  }, tls);
  const fake: FakeS3 = {
    url: server.url,
    requests,
    objects,
    uploads,
    fault: undefined,
    conditions: true,
    put: (key, bytes, metadata = {}, storageClass) =>
      keep(fake, key, Buffer.from(bytes), metadata, storageClass),
    taken: () => requests.splice(0).map(({ operation }) => operation),
    close: server.close,
  };
  return fake;
}

function keep(
  fake: FakeS3,
  key: string,
  bytes: Buffer,
  metadata: Readonly<Record<string, string>>,
  storageClass?: string,
): string {
  const etag = `"${createHash('md5').update(bytes).update(JSON.stringify(metadata)).digest('hex')}"`;
  fake.objects.set(key, { bytes, metadata, etag, ...(storageClass === undefined ? {} : { storageClass }) });
  return etag;
}

async function answer(fake: FakeS3, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const [bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const { method = 'GET', headers } = incoming;
  const query = url.searchParams;
  const operation = operationOf(method, key, query);
  const request = { method, bucket, key, query, headers, body: Buffer.concat(chunks), operation };
  fake.requests.push(request);
  if (fake.fault?.(request, response)) return;
  response.setHeader('x-amz-request-id', 'FAKE0000000000');
  HANDLERS[operation]!(fake, request, response);
}

function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '' && method === 'GET') return 'LIST';
  if (query.has('delete')) return 'DELETE-MANY';
  if (query.has('uploads')) return 'CREATE-UPLOAD';
  if (query.has('partNumber')) return 'PUT-PART';
  if (query.has('uploadId')) return method === 'POST' ? 'COMPLETE' : 'ABORT-UPLOAD';
  return method;
}

const HANDLERS: Record<string, (fake: FakeS3, request: SeenRequest, response: ServerResponse) => void> = {
  LIST: list,
  GET: read,
  HEAD: read,
  PUT: (fake, request, response) => {
    if (isTaken(fake, request)) return sendError(response, 412, 'PreconditionFailed');
    const etag = keep(fake, pathOf(request), request.body, metadataOf(request));
    response.setHeader('etag', etag).end();
  },
  DELETE: (fake, request, response) => {
    fake.objects.delete(pathOf(request));
    response.writeHead(204).end();
  },
  'DELETE-MANY': (fake, { bucket, body }, response) => {
    for (const [, key] of body.toString().matchAll(/<Key>(.*?)<\/Key>/gs)) {
      fake.objects.delete(`${bucket}/${unescapeXml(key!)}`);
    }
    sendXml(response, '<DeleteResult/>');
  },
  'CREATE-UPLOAD': (fake, request, response) => {
    const id = `upload-${fake.uploads.size + 1}`;
    fake.uploads.set(id, new Map());
    pending.set(id, metadataOf(request));
    sendXml(
      response,
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  },
  'PUT-PART': (fake, { query, body }, response) => {
    fake.uploads.get(query.get('uploadId')!)!.set(Number(query.get('partNumber')), body);
    response.setHeader('etag', `"${createHash('md5').update(body).digest('hex')}"`).end();
  },
  COMPLETE: (fake, request, response) => {
    const id = request.query.get('uploadId')!;
    const parts = fake.uploads.get(id);
    if (!parts) return sendError(response, 404, 'NoSuchUpload');
    if (isTaken(fake, request)) return sendError(response, 412, 'PreconditionFailed');
    const bytes = Buffer.concat([...parts].sort(([left], [right]) => left - right).map(([, part]) => part));
    const etag = keep(fake, pathOf(request), bytes, pending.get(id) ?? {});
    fake.uploads.delete(id);
    sendXml(
      response,
      `<CompleteMultipartUploadResult><Key>x</Key><ETag>${escapeXml(etag)}</ETag></CompleteMultipartUploadResult>`,
    );
  },
  'ABORT-UPLOAD': (fake, { query }, response) => {
    fake.uploads.delete(query.get('uploadId')!);
    response.writeHead(204).end();
  },
};

/** Metadata of uploads under way. */
const pending = new Map<string, Readonly<Record<string, string>>>();

const pathOf = ({ bucket, key }: SeenRequest) => `${bucket}/${key}`;

function isTaken(fake: FakeS3, request: SeenRequest): boolean {
  return fake.conditions && request.headers['if-none-match'] === '*' && fake.objects.has(pathOf(request));
}

function metadataOf({ headers }: SeenRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
    ),
  );
}

function read(fake: FakeS3, request: SeenRequest, response: ServerResponse): void {
  const kept = fake.objects.get(pathOf(request));
  if (!kept) {
    sendError(response, 404, 'NoSuchKey');
    return;
  }
  for (const [name, value] of Object.entries(kept.metadata)) response.setHeader(`x-amz-meta-${name}`, value);
  if (kept.storageClass) response.setHeader('x-amz-storage-class', kept.storageClass);
  response.setHeader('etag', kept.etag).setHeader('last-modified', new Date(1_705_320_000_000).toUTCString());
  response
    .setHeader('content-length', kept.bytes.length)
    .end(request.method === 'HEAD' ? undefined : kept.bytes);
}

function list(fake: FakeS3, { bucket, query }: SeenRequest, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const keys = [...fake.objects.keys()]
    .filter((path) => path.startsWith(`${bucket}/${prefix}`))
    .map((path) => path.slice(bucket.length + 1))
    .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  const items: string[] = [];
  let last = '';
  let isTruncated = false;
  for (const key of keys) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + 1);
    if (name === last || name <= after || (key <= after && end === -1)) continue;
    if (items.length === 1000) {
      isTruncated = true;
      break;
    }
    last = name;
    items.push(
      end === -1
        ? contentsXml(fake, bucket, key)
        : `<CommonPrefixes><Prefix>${escapeXml(name)}</Prefix></CommonPrefixes>`,
    );
  }
  const next = isTruncated ? `<NextContinuationToken>${escapeXml(last)}</NextContinuationToken>` : '';
  sendXml(
    response,
    `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${items.join('')}</ListBucketResult>`,
  );
}

function contentsXml(fake: FakeS3, bucket: string, key: string): string {
  const { bytes, etag, storageClass = 'STANDARD' } = fake.objects.get(`${bucket}/${key}`)!;
  return `<Contents><Key>${escapeXml(key)}</Key><LastModified>2024-01-15T12:00:00.000Z</LastModified><ETag>${escapeXml(etag)}</ETag><Size>${bytes.length}</Size><StorageClass>${storageClass}</StorageClass></Contents>`;
}

export function sendXml(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

export function sendError(response: ServerResponse, status: number, code: string, more = ''): void {
  sendXml(response, `<Error><Code>${code}</Code><Message>${code} it is</Message>${more}</Error>`, status);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (found) => `&#${found.charCodeAt(0)};`);
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#x?([0-9a-f]+);/gi, (all, digits) =>
      String.fromCharCode(Number.parseInt(digits, all.includes('x') ? 16 : 10)),
    )
    .replace(
      /&(lt|gt|quot|apos|amp);/g,
      (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name]!,
    );
}
