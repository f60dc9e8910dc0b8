/** Profiles in legacy formats: the recorded and written ones of fixtures/profiles/pprof-legacy, and binary ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { legacyCpu } from './legacy-cpu.ts';

const FOLDER = new URL('../../fixtures/profiles/pprof-legacy/', import.meta.url);

const MAP = '00400000-00480000 r-xp 00000000 08:01 1234 /opt/shop/bin/server\n';
const STACKS = [
  [3, [0x40_1200, 0x40_1300, 0x40_1400]],
  [1, [0x40_1204, 0x40_1300, 0x40_1500, 0x40_1400]],
  [2, [0x40_1200, 0x40_1300, 0x40_1201, 0x40_1400]],
] as const;
const JAVA_NAMES = '0x401200 com.shop.Cart.add (Cart.java:42)\n0x401300 Interpreter\n';

/** By name, each as it would be in a file. */
export const LEGACY_BASES: ReadonlyMap<string, Uint8Array> = new Map<string, Uint8Array>([
  ...readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, FOLDER))] as const),
  ['cpu of 32 bits', legacyCpu(STACKS, { wordBytes: 4, text: MAP })],
  ['cpu of 32 bits, big-endian', legacyCpu(STACKS, { wordBytes: 4, isBigEndian: true })],
  ['cpu of 64 bits', legacyCpu(STACKS, { text: MAP })],
  ['cpu of 64 bits, big-endian', legacyCpu(STACKS, { isBigEndian: true, hasEnd: false })],
  ['cpu of Java', legacyCpu(STACKS, { isJava: true, text: JAVA_NAMES })],
]);
