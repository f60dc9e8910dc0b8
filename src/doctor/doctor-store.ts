/** What stands between a person and a store, deed by deed. */
import { randomBytes } from 'node:crypto';
import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { StoreDiagnosis } from '../ports/store-diagnosis.ts';
import { type DoctorCheck, ok } from './check.ts';
import { type StoreDeed, storeStatement } from './store-policy.ts';

export interface DoctorStoreDeps {
  readonly store: BlobStore;
  /** Undefined: a folder, which has no credentials and no region. */
  readonly diagnosis: StoreDiagnosis | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A signature is refused from a quarter of an hour on. */
const MAX_SKEW_MS = 15 * 60_000;
const WORRYING_SKEW_MS = 60_000;

/**
 * Checks the way to the store and each right by itself, with an object of its own that it removes again. Never throws for
 * what it finds; where nothing further can be asked it ends early.
 */
export async function doctorStore({ store, diagnosis, signal }: DoctorStoreDeps): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  const attempt = async (name: string, fixOf: (error: ProfError) => string, work: () => Promise<string>) => {
    signal?.throwIfAborted();
    try {
      checks.push(ok(name, await work()));
      return true;
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      checks.push({ name, outcome: 'failed', said: error.message, fix: fixOf(error), code: error.code });
      return false;
    }
  };
  if (diagnosis !== undefined && !(await checkWay(diagnosis, checks, attempt))) return checks;
  const allow = (deed: StoreDeed) => (error: ProfError) => fixFor(deed, error, diagnosis);
  const options = signal === undefined ? {} : { signal };
  const key = `prof-doctor-${randomBytes(8).toString('hex')}`;
  const bytes = new TextEncoder().encode('prof doctor store wrote this, and removes it again\n');
  await attempt('list', allow('list'), async () => {
    let count = 0;
    for await (const _ of store.listFolders('', options)) count += 1;
    return `${count} folders`;
  });
  const isWritten = await attempt('put', allow('put'), async () => {
    await store.put(key, bytes, { purpose: 'doctor' }, options);
    return `${bytes.length} bytes`;
  });
  if (!isWritten) return checks;
  await attempt('get', allow('get'), async () => {
    const found = await store.get(key, options);
    const isSame = found !== undefined && Buffer.compare(found.bytes, bytes) === 0;
    if (isSame && found.metadata.purpose === 'doctor') return 'what was written, with its metadata';
    throw new ProfError('BAD_DATA', isSame ? 'its metadata is lost' : 'not what was written');
  });
  checks.push(await conditionCheck(store, key, bytes, options));
  await attempt('delete', allow('delete'), async () => {
    await store.delete(key, options);
    return 'gone again';
  });
  return checks;
}

type Attempt = (
  name: string,
  fixOf: (error: ProfError) => string,
  work: () => Promise<string>,
) => Promise<boolean>;

/** False: nothing further can be asked. */
async function checkWay(
  diagnosis: StoreDiagnosis,
  checks: DoctorCheck[],
  attempt: Attempt,
): Promise<boolean> {
  const { bucket, endpoint } = diagnosis;
  const hasCredentials = await attempt(
    'credentials',
    (error) =>
      error.hints[0] ??
      'aws configure, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY give some',
    () => diagnosis.credentials(),
  );
  if (!hasCredentials) return false;
  let region = '';
  await attempt(
    'region',
    () => '--region, AWS_REGION or region in ~/.aws/config says it',
    async () => {
      region = await diagnosis.region();
      return endpoint === undefined ? region : `${region}, at ${endpoint}`;
    },
  );
  let found: Awaited<ReturnType<StoreDiagnosis['findBucket']>> | undefined;
  const isThere = await attempt(
    'bucket',
    (error) =>
      error.hints[0] ??
      (error.code === 'NOT_ALLOWED'
        ? `allow it: ${JSON.stringify(storeStatement(['list'], bucket, diagnosis.prefix))}`
        : `aws s3 mb s3://${bucket} makes it; --endpoint-url names a server that is not AWS's`),
    async () => {
      found = await diagnosis.findBucket();
      return found.region === undefined ? bucket : `${bucket}, in ${found.region}`;
    },
  );
  if (found?.region !== undefined && found.region !== region && endpoint === undefined) {
    const said = `the bucket is in ${found.region}, and ${region} was asked`;
    checks.push({ name: 'region of the bucket', outcome: 'missing', said, fix: `--region ${found.region}` });
  }
  if (found?.clockAheadMs !== undefined) checks.push(clockCheck(found.clockAheadMs));
  return isThere;
}

function clockCheck(aheadMs: number): DoctorCheck {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const said = `${seconds} s ${aheadMs < 0 ? 'ahead of' : 'behind'} the server's`;
  if (Math.abs(aheadMs) < WORRYING_SKEW_MS) return ok('clock', seconds === 0 ? "the server's" : said);
  const outcome = Math.abs(aheadMs) >= MAX_SKEW_MS ? 'failed' : 'missing';
  return { name: 'clock', outcome, said, fix: 'set it: timedatectl set-ntp true' };
}

function fixFor(deed: StoreDeed, error: ProfError, diagnosis: StoreDiagnosis | undefined): string {
  if (diagnosis !== undefined && error.code === 'NOT_ALLOWED') {
    return `allow it: ${JSON.stringify(storeStatement([deed], diagnosis.bucket, diagnosis.prefix))}`;
  }
  return error.hints[0] ?? 'try again; -v says more';
}

/** Whether a second writer is refused: without that two captures in one second need keys of their own. */
async function conditionCheck(
  store: BlobStore,
  key: string,
  bytes: Uint8Array,
  options: { readonly signal?: AbortSignal },
): Promise<DoctorCheck> {
  const name = 'conditional write';
  try {
    const outcome = await store.putIfAbsent(key, bytes, {}, options);
    if (outcome === 'taken') return ok(name, 'a key that is taken is not written again');
    const said = 'a key that is taken is written again';
    return {
      name,
      outcome: 'missing',
      said,
      fix: 'nothing: every key gets a suffix and a random part there',
    };
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    return { name, outcome: 'missing', said: error.message, fix: error.hints[0] };
  }
}
