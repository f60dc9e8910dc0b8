import { ProfError } from '../../kit/errors.ts';

/**
 * Whether the decoder refused bytes because they are no proto at all. Only then does the reference try its formats from
 * before the proto; not with empty files, damaged gzip, concatenated or inconsistent profiles.
 */
export const isNoProto = (error: unknown): error is ProfError =>
  error instanceof ProfError && NO_PROTO.test(error.message);

const NO_PROTO = /^parsing profile: (?:unrecognized profile format|bufio\.Scanner: token too long)$/;
