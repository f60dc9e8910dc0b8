/** What a capture tells while it runs. `target` is the target as the user wrote it (without credentials). */
export type CaptureEvent =
  | {
      readonly kind: 'target-started';
      readonly target: string;
      readonly service: string;
      readonly types: readonly string[];
      readonly deadlineMs: number;
    }
  | {
      readonly kind: 'profile-started';
      readonly target: string;
      readonly type: string;
      /** Undefined for a type that is taken at once. */
      readonly seconds: number | undefined;
    }
  | {
      readonly kind: 'profile-kept';
      readonly target: string;
      readonly type: string;
      /** Its key in the store, or the file that was written. */
      readonly place: string;
      readonly sizeBytes: number;
    }
  | {
      readonly kind: 'failed';
      readonly target: string;
      /** Undefined: the target as a whole. */
      readonly type: string | undefined;
      readonly message: string;
    }
  /** Something about the run as a whole. */
  | { readonly kind: 'note'; readonly message: string }
  /** Of a series: when the next run begins. */
  | {
      readonly kind: 'next-run';
      readonly atMs: number;
      readonly done: number;
      /** Undefined: it goes on until it is stopped. */
      readonly of: number | undefined;
    }
  | { readonly kind: 'warning'; readonly target: string; readonly message: string }
  | { readonly kind: 'target-finished'; readonly target: string };

export type EmitCaptureEvent = (event: CaptureEvent) => void;
