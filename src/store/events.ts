/** What the store's features report while they work. */
export type StoreEvent =
  /** The store has no such thing, but a path of that name exists and was taken. */
  | { readonly kind: 'path-taken'; readonly reference: string; readonly store: string }
  /** A reference without type met several; one was chosen. */
  | {
      readonly kind: 'type-chosen';
      readonly reference: string;
      readonly type: string;
      readonly others: readonly string[];
    }
  /** Something about source maps that the user should know. */
  | { readonly kind: 'source-map-note'; readonly note: string }
  | { readonly kind: 'stored'; readonly file: string; readonly key: string }
  | { readonly kind: 'written'; readonly key: string; readonly path: string }
  | { readonly kind: 'removed'; readonly key: string }
  /** Many are under way: so many in all. */
  | { readonly kind: 'transfer-started'; readonly count: number; readonly sizeBytes: number }
  /** One of them is done with, or has failed. */
  | { readonly kind: 'transfer-advanced'; readonly sizeBytes: number; readonly failed: boolean };

export type EmitStoreEvent = (event: StoreEvent) => void;
