/** The only source of time in features; tests pass a fixed one. */
export interface Clock {
  /** The current moment, milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}
