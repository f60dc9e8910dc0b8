/** How an S3 store is reached, as far as the user has said: the rest is found as the AWS tools find it. */
export interface S3Settings {
  readonly region?: string | undefined;
  /** `http://127.0.0.1:9000`: a server that is not AWS's. */
  readonly endpointUrl?: string | undefined;
  /** A section of the AWS configuration files. */
  readonly profile?: string | undefined;
  /** Requests carry no signature: for buckets that anybody may read. */
  readonly noSignRequest?: boolean | undefined;
}
