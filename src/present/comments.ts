/** What `prof comments --json` prints. */
export interface CommentsDocument {
  readonly schema: 'prof.comments.v1';
  /** Keys, paths or URLs of the profiles that were merged. */
  readonly profiles: readonly string[];
  readonly comments: readonly string[];
}

export function commentsDocument(comments: readonly string[], profiles: readonly string[]): CommentsDocument {
  return { schema: 'prof.comments.v1', profiles, comments };
}
