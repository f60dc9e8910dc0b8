import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunJournal } from '../ports/run-journal.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { newestOfWorkload, recentEntries } from './recent-run.ts';

/** How long a workload is left alone between two runs of a type. */
const COOLDOWN_MS = 60_000;
/** A store that does not answer is not waited for: a capture may have nothing else to do with it. */
const STORE_MS = 5_000;

/** One type of profile of one workload. */
export interface CooldownSubject {
  /** Of the cluster. */
  readonly server: string;
  /** `shop/checkout` */
  readonly workload: string;
  /** What its profiles are filed under. */
  readonly service: string;
  readonly type: string;
}

export interface Waiting {
  readonly subject: CooldownSubject;
  readonly sinceMs: number;
  readonly waitMs: number;
  readonly knownFrom: 'store' | 'journal';
}

export interface CooldownDeps {
  readonly clock: Clock;
  readonly journal: () => Promise<RunJournal>;
  readonly store: () => Promise<BlobStore>;
  readonly signal?: AbortSignal | undefined;
  /** Said where the store cannot be asked. */
  readonly warn: (message: string) => void;
}

/**
 * Keeps runs apart, by what the store holds and by what this machine noted. One object is one invocation: what it let
 * pass once, it lets pass again.
 */
export class Cooldown {
  readonly #deps: CooldownDeps;
  readonly #isIgnored: boolean;
  readonly #storeMs: number;
  readonly #own = new Set<string>();

  /** @param options `isIgnored`: nothing has to wait, but runs are noted for others; `storeMs`: for the store's answer */
  constructor(options: { readonly isIgnored: boolean; readonly storeMs?: number }, deps: CooldownDeps) {
    this.#isIgnored = options.isIgnored;
    this.#storeMs = options.storeMs ?? STORE_MS;
    this.#deps = deps;
  }

  /** Those that have to wait. */
  async waiting(subjects: readonly CooldownSubject[]): Promise<Waiting[]> {
    if (this.#isIgnored) return [];
    const asked = subjects.filter((subject) => !this.#own.has(keyOf(subject)));
    if (asked.length === 0) return [];
    const nowMs = this.#deps.clock.nowMs();
    const noted = await (await this.#deps.journal()).read();
    const stored = await this.#storedRuns(asked, nowMs);
    return asked.flatMap((subject): Waiting[] => {
      const runs = [
        { knownFrom: 'journal' as const, sinceMs: noted.get(keyOf(subject)) },
        { knownFrom: 'store' as const, sinceMs: stored.get(subject) },
      ];
      const [latest] = runs
        .flatMap(({ knownFrom, sinceMs }) =>
          sinceMs !== undefined && isRecent(sinceMs, nowMs) ? [{ knownFrom, sinceMs }] : [],
        )
        .sort((left, right) => right.sinceMs - left.sinceMs);
      if (latest === undefined) return [];
      return [{ subject, ...latest, waitMs: Math.min(COOLDOWN_MS, latest.sinceMs + COOLDOWN_MS - nowMs) }];
    });
  }

  /** They are being profiled from now on. */
  async begin(subjects: readonly CooldownSubject[]): Promise<void> {
    for (const subject of subjects) this.#own.add(keyOf(subject));
    await this.#note(subjects, this.#deps.clock.nowMs());
  }

  /** What was taken, and what was not although it was begun: that needs no rest. */
  async end(taken: readonly CooldownSubject[], missed: readonly CooldownSubject[]): Promise<void> {
    await this.#note(taken, this.#deps.clock.nowMs());
    await this.#note(missed, undefined);
  }

  async #note(subjects: readonly CooldownSubject[], timeMs: number | undefined): Promise<void> {
    if (subjects.length === 0) return;
    const journal = await this.#deps.journal();
    await journal.note(new Map(subjects.map((subject) => [keyOf(subject), timeMs])));
  }

  /** A store that cannot be asked does not stop a capture. */
  async #storedRuns(
    subjects: readonly CooldownSubject[],
    nowMs: number,
  ): Promise<ReadonlyMap<CooldownSubject, number>> {
    const { signal: stop, warn } = this.#deps;
    const late = AbortSignal.timeout(this.#storeMs);
    const signal = stop === undefined ? late : AbortSignal.any([stop, late]);
    const found = new Map<CooldownSubject, number>();
    try {
      const store = await this.#deps.store();
      // Clocks of other machines may be a little ahead.
      const window = { fromMs: nowMs - COOLDOWN_MS, untilMs: nowMs + COOLDOWN_MS };
      const byService = new Map<string, readonly ProfileEntry[]>();
      for (const subject of subjects) {
        const { service, type, workload } = subject;
        const entries = byService.get(service) ?? (await recentEntries(service, window, { store, signal }));
        byService.set(service, entries);
        const ofType = entries.filter((entry) => entry.type === type);
        const sinceMs = await newestOfWorkload(ofType, workload, { store, signal });
        if (sinceMs !== undefined) found.set(subject, sinceMs);
      }
    } catch (error) {
      stop?.throwIfAborted();
      if (!(error instanceof ProfError) && !late.aborted) throw error;
      const why = late.aborted ? 'the store did not answer in time' : (error as ProfError).message;
      warn(`whether others profiled this a moment ago is not known: ${why}`);
    }
    return found;
  }
}

/** A clock that was set back leaves marks of the future, which tell nothing. */
const isRecent = (sinceMs: number, nowMs: number): boolean =>
  sinceMs > nowMs - COOLDOWN_MS && sinceMs <= nowMs + COOLDOWN_MS;

const keyOf = ({ server, workload, type }: CooldownSubject): string =>
  JSON.stringify([server, workload, type]);
