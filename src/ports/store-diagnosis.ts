/** What a store on a server can tell about the way to it, for `prof doctor store`. Fails with ProfError. */
export interface StoreDiagnosis {
  readonly bucket: string;
  /** Empty, or ends in `/`. */
  readonly prefix: string;
  /** Who we are there and how that is known: `AKIA… from the environment`; never the secret. */
  credentials(): Promise<string>;
  region(): Promise<string>;
  /** The endpoint that is asked; undefined: that of AWS for the region. */
  readonly endpoint: string | undefined;
  /** Asks for the bucket. */
  findBucket(): Promise<{
    /** Where it is, if the server says so. */
    readonly region: string | undefined;
    /** How far the server's clock is ahead of ours. */
    readonly clockAheadMs: number | undefined;
  }>;
}
