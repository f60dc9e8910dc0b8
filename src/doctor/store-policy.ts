/** A statement of an IAM policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: unknown;
}

/** What `prof` does with a store, by the right that it takes. */
export const STORE_ACTIONS = {
  list: 's3:ListBucket',
  get: 's3:GetObject',
  put: 's3:PutObject',
  delete: 's3:DeleteObject',
} as const;

export type StoreDeed = keyof typeof STORE_ACTIONS;

/** The statement that lets one do these with the store at `s3://bucket/prefix`. */
export function storeStatement(
  deeds: readonly StoreDeed[],
  bucket: string,
  prefix: string,
): PolicyStatement[] {
  const objects = deeds.filter((deed) => deed !== 'list');
  const pattern = { StringLike: { 's3:prefix': [`${prefix}*`] } };
  return [
    ...(deeds.includes('list')
      ? [
          {
            Effect: 'Allow' as const,
            Action: [STORE_ACTIONS.list],
            Resource: `arn:aws:s3:::${bucket}`,
            ...(prefix === '' ? {} : { Condition: pattern }),
          },
        ]
      : []),
    ...(objects.length > 0
      ? [
          {
            Effect: 'Allow' as const,
            Action: objects.map((deed) => STORE_ACTIONS[deed]),
            Resource: `arn:aws:s3:::${bucket}/${prefix}*`,
          },
        ]
      : []),
  ];
}

/** A whole policy for all that `prof` does. */
export function storePolicy(bucket: string, prefix: string): string {
  const Statement = storeStatement(['list', 'get', 'put', 'delete'], bucket, prefix);
  return `${JSON.stringify({ Version: '2012-10-17', Statement }, null, 2)}\n`;
}
