/** Names that the index lists beside profiles. */
const NO_PROFILES = new Set(['cmdline', 'symbol']);

/**
 * The profiles that the page at `/debug/pprof/` links to, under Go's names (`profile` is the CPU profile), in
 * their order; undefined where the page is no such index.
 * Form: https://pkg.go.dev/net/http/pprof#Index (`<a href='heap?debug=1'>heap</a>`).
 */
export function readIndex(body: Uint8Array): string[] | undefined {
  const text = new TextDecoder().decode(body);
  const names = new Set<string>();
  for (const match of text.matchAll(/<a\s+href=["']?([A-Za-z][\w.-]*)(?:\?[^"'>\s]*)?["']?\s*>/gi)) {
    if (!NO_PROFILES.has(match[1]!)) names.add(match[1]!);
  }
  return names.size === 0 ? undefined : [...names];
}
