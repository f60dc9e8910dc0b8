/** How an S3 store is reached, as far as the user has said: the rest is found as the AWS tools find it. */
export interface S3Settings {
  readonly region?: string | undefined;
  /** `http://127.0.0.1:9000`: a server that is not AWS's. */
  readonly endpointUrl?: string | undefined;
  /** A section of the AWS configuration files. */
  readonly profile?: string | undefined;
  /** Requests carry no signature: for buckets that anybody may read. */
  readonly noSignRequest?: boolean | undefined;
  /** The bucket in the path or in the host's name; by default in the path for servers that are not AWS's. */
  readonly pathStyle?: boolean | undefined;
  /** Whether the server honours If-None-Match; by default AWS does, and others are asked once. */
  readonly conditionalWrites?: boolean | undefined;
  /** Attempts of a request in all; 10. */
  readonly maxAttempts?: number | undefined;
  /** `AES256`, `aws:kms`, … */
  readonly sse?: string | undefined;
  readonly sseKmsKeyId?: string | undefined;
  /** Of what is written: `STANDARD_IA`, … */
  readonly storageClass?: string | undefined;
  /** The account that the bucket must belong to. */
  readonly expectedBucketOwner?: string | undefined;
  /** `requester`: who asks pays. */
  readonly requestPayer?: string | undefined;
}
