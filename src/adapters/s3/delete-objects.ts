import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { httpOptionsOf } from './http-options.ts';

/** How many keys DeleteObjects takes. */
const BATCH = 1000;
/** Requests at once where each key takes one. */
const PARALLEL = 8;
/** What servers say that do not know DeleteObjects, or not with these checksums. */
const UNKNOWN = new Set([
  'MissingContentMD5',
  'InvalidDigest',
  'BadDigest',
  'InvalidRequest',
  'NotImplemented',
  'MalformedXML',
]);

interface Failure {
  readonly name: string;
  readonly error: Error;
}

/** Deletes objects by their names in the bucket, a thousand a request; one by one where the server cannot do that. */
export async function deleteObjects(
  client: S3Client,
  owned: { readonly Bucket: string },
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    try {
      const Delete = { Objects: batch.map((Key) => ({ Key })), Quiet: true };
      const command = new DeleteObjectsCommand({ ...owned, Delete });
      const { Errors = [] } = await client.send(command, httpOptionsOf(signal));
      for (const { Key = '', Code = '', Message = '' } of Errors) {
        failures.push({ name: Key, error: Object.assign(new Error(Message), { name: Code }) });
      }
    } catch (error) {
      if (!UNKNOWN.has((error as Error).name)) throw error;
      failures.push(...(await deleteOneByOne(client, owned, batch, signal)));
    }
  }
  return failures;
}

async function deleteOneByOne(
  client: S3Client,
  owned: { readonly Bucket: string },
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      signal?.throwIfAborted();
      try {
        await client.send(new DeleteObjectCommand({ ...owned, Key: name }), httpOptionsOf(signal));
      } catch (error) {
        failures.push({ name, error: error as Error });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return failures;
}
