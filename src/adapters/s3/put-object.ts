import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { httpOptionsOf } from './http-options.ts';

/** Larger ones go in parts of this size: a part that failed is sent again alone. */
const PART_BYTES = 8 * 1024 * 1024;
/** Parts under way at once. */
const PARALLEL_PARTS = 4;

export interface PutInput extends PutObjectCommandInput {
  readonly Body: Uint8Array;
}

/** Writes an object in one request, or in parts. */
export async function putObject(
  client: S3Client,
  input: PutInput,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (input.Body.length <= PART_BYTES) {
    await client.send(new PutObjectCommand(input), httpOptionsOf(signal));
    return;
  }
  const { Upload } = await import('@aws-sdk/lib-storage');
  const abortController = new AbortController();
  const upload = new Upload({
    client,
    params: input,
    partSize: PART_BYTES,
    queueSize: PARALLEL_PARTS,
    abortController,
  });
  const stop = () => abortController.abort();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await upload.done();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
