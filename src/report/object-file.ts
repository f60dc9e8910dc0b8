/** Whether bytes begin like a program, as the reference's first argument may be. */

const MAGICS: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xfe, 0xed, 0xfa, 0xce], // Mach-O, both widths and byte orders
  [0xfe, 0xed, 0xfa, 0xcf],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe], // Mach-O for several machines
  [0x4d, 0x5a], // PE
];

export function isObjectFile(bytes: Uint8Array): boolean {
  return MAGICS.some((magic) => magic.every((byte, i) => bytes[i] === byte));
}
