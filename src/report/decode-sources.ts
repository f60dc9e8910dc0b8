/** Reads and decodes several sources, on a second thread too where there is much to decode. */
import { isNoProto } from '../formats/pprof/no-proto.ts';
import { ProfError } from '../kit/errors.ts';
import type { ProfileDecoder } from '../ports/profile-decoder.ts';
import { decodePprof } from '../profile/decode.ts';
import { gunzipAside, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { unpackProfile } from '../profile/packed-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { decodeUtf8 } from '../profile/utf8.ts';

export interface ReadableSource {
  /** Of the file, as far as it is known. */
  readonly sizeBytes: number;
  read(): Promise<Uint8Array>;
}

export interface DecodeSourcesDeps {
  readonly limits?: Partial<DecodeLimits>;
  /** Starts a thread that decodes. */
  readonly decoder?: () => Promise<ProfileDecoder>;
}

/** What a source became: a profile, or why not. */
export type Decoded = { readonly profile: Profile } | { readonly error: unknown };

/** Starting a thread takes as long as decoding this much. */
const WORTH_A_THREAD_BYTES = 4 << 20;
/** What the thread has before it: it need not wait while this one is busy. */
const QUEUED = 6;

/** What all sources became, in their order. */
export async function* decodeSources(
  sources: readonly ReadableSource[],
  deps: DecodeSourcesDeps,
): AsyncGenerator<Decoded> {
  const sizes = sources.map(({ sizeBytes }) => sizeBytes);
  const besideLargest = sizes.reduce((sum, size) => sum + size, 0) - Math.max(0, ...sizes);
  if (deps.decoder === undefined || besideLargest < WORTH_A_THREAD_BYTES) yield* decodeHere(sources, deps);
  else yield* new SharedWork(sources, deps.limits, deps.decoder).results();
}

async function* decodeHere(
  sources: readonly ReadableSource[],
  { limits }: DecodeSourcesDeps,
): AsyncGenerator<Decoded> {
  let ahead: Promise<Opened> | undefined;
  for (const [i, source] of sources.entries()) {
    const current = ahead ?? source.read().then((bytes): Opened => ({ bytes, gunzipped: undefined }));
    // Whoever waits for it hears of a failure; until then it is not one that nobody handles.
    current.catch(() => {});
    const following = sources[i + 1];
    // It is decompressed while this one is decoded.
    ahead = following && open(following, limits);
    await ahead?.catch(() => undefined);
    yield await settled(async () => decode(await current, limits));
  }
}

/** Two threads take one source after the other; this one also passes on what is ready. */
class SharedWork {
  private readonly sources: readonly ReadableSource[];
  private readonly limits: Partial<DecodeLimits> | undefined;
  private readonly decoder: () => Promise<ProfileDecoder>;
  private readonly done: (Decoded | undefined)[] = [];
  private readonly promises: Promise<void>[] = [];
  /** The first source that nobody has taken. */
  private next = 0;

  constructor(
    sources: readonly ReadableSource[],
    limits: Partial<DecodeLimits> | undefined,
    decoder: () => Promise<ProfileDecoder>,
  ) {
    this.sources = sources;
    this.limits = limits;
    this.decoder = decoder;
  }

  async *results(): AsyncGenerator<Decoded> {
    const decoder = await this.decoder();
    try {
      // The first one is ready here before the thread is.
      void this.takeHere();
      for (let feeder = 0; feeder < QUEUED; feeder++) void this.feed(decoder);
      for (let i = 0; i < this.sources.length; i++) {
        await letMessagesIn();
        while (this.done[i] === undefined) {
          await (this.next < this.sources.length && i > 0 ? this.takeHere() : this.promises[i]);
          await letMessagesIn();
        }
        yield this.done[i]!;
        this.done[i] = undefined;
      }
    } finally {
      decoder.close();
    }
  }

  /** Gives the thread the next source whenever it has done one. */
  private async feed(decoder: ProfileDecoder): Promise<void> {
    while (this.next < this.sources.length) {
      await this.take(async (bytes) => {
        const packed = await decoder.decode(bytes, this.limits).catch(() => undefined);
        // What the thread cannot read is read here, be it for the reason.
        return packed === undefined ? this.decodeHere(bytes) : unpackProfile(packed);
      });
    }
  }

  private takeHere(): Promise<void> {
    return this.take((bytes) => this.decodeHere(bytes));
  }

  private take(decodeBytes: (bytes: Uint8Array) => Promise<Profile>): Promise<void> {
    const i = this.next++;
    const source = this.sources[i]!;
    const work = settled(async () => decodeBytes(await source.read())).then((result) => {
      this.done[i] = result;
    });
    this.promises[i] = work;
    return work;
  }

  private decodeHere(bytes: Uint8Array): Promise<Profile> {
    return decode({ bytes, gunzipped: undefined }, this.limits);
  }
}

/** What the thread has sent arrives, and it gets more to do. */
const letMessagesIn = () => new Promise((resolve) => setImmediate(resolve));

async function settled(make: () => Promise<Profile>): Promise<Decoded> {
  try {
    return { profile: await make() };
  } catch (error) {
    return { error };
  }
}

interface Opened {
  readonly bytes: Uint8Array;
  /** What it holds, where it is gzip. */
  readonly gunzipped: Promise<Uint8Array> | undefined;
}

/** A source with its decompression begun. */
function open({ read }: ReadableSource, limits: Partial<DecodeLimits> | undefined): Promise<Opened> {
  const opened = (async () => {
    const bytes = await read();
    const gunzipped = isGzip(bytes) ? gunzipAside(bytes, limits) : undefined;
    gunzipped?.catch(() => {});
    return { bytes, gunzipped };
  })();
  // Whoever waits for it hears of a failure; until then it is not one that nobody handles.
  opened.catch(() => {});
  return opened;
}

/** What reads the formats from before the proto is loaded where such a file comes. */
async function decode(
  { bytes, gunzipped }: Opened,
  limits: Partial<DecodeLimits> | undefined,
): Promise<Profile> {
  try {
    return decodePprof(bytes, { limits, gunzipped: await gunzipped });
  } catch (error) {
    if (!isNoProto(error)) throw error;
    if (isPerfData(bytes)) throw new ProfError('BAD_PROFILE', PERF_DATA_HINT);
    const { readLegacy } = await import('../formats/pprof-legacy/read-legacy.ts');
    return readLegacy(bytes, error, limits);
  }
}

const PERF_DATA_HINT =
  'perf.data is not read here; convert it with perf_to_profile of github.com/google/perf_data_converter';

/** The file of `perf record`, which the reference has another program convert. */
const isPerfData = (bytes: Uint8Array): boolean =>
  decodeUtf8(bytes, 0, Math.min(8, bytes.length)) === 'PERFILE2';
