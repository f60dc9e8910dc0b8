import type { ProfileExtension } from '../store/keys.ts';
import type { ReachedEndpoint } from './capture-result.ts';
import type { ProfileRequest } from './profile-request.ts';

/** A profile as a target gave it, checked. */
export interface TakenProfile {
  readonly request: ProfileRequest;
  readonly ext: ProfileExtension;
  readonly bytes: Uint8Array;
  /** What was asked for, where the type takes time. */
  readonly requestedSeconds: number | undefined;
  /** What the profile covers, where the type takes time. */
  readonly measuredSeconds: number | undefined;
  /** What is odd about it, for people: `no samples: the program was idle`. */
  readonly warnings: readonly string[];
}

/**
 * Where a target puts what it takes, one call a profile, as soon as it is there: what is kept stays kept, whatever
 * happens to the rest.
 */
export interface ProfileSink {
  /** Facts about the program, to be kept with all profiles that follow; those that the user gave win. */
  learned(facts: ReadonlyMap<string, string>): void;
  /** Of pods: where the program was found. */
  reached(place: ReachedEndpoint): void;
  started(request: ProfileRequest, seconds: number | undefined): void;
  /** Resolves when the profile is durable. */
  taken(profile: TakenProfile): Promise<void>;
  failed(request: ProfileRequest, error: unknown): void;
  warn(message: string): void;
}
