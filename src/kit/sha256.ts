import { lateCrypto } from './late-modules.ts';

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return lateCrypto().createHash('sha256').update(bytes).digest('hex');
}
