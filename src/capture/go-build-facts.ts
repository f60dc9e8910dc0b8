/**
 * Facts to keep with a profile from what Go notes in a program: `git-commit` of the build's working copy
 * (`git-modified` where that had changes of its own), and `service-version` where the build was of a tagged release.
 * A pseudo-version names a commit, not a release, and is left out.
 *
 * @param lines as `go version -m` prints them: https://pkg.go.dev/runtime/debug#BuildInfo
 */
export function goBuildFacts(lines: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let version = '';
  for (const line of lines.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'mod') version = second;
    const equals = first.indexOf('=');
    if (kind === 'build' && equals > 0) settings.set(first.slice(0, equals), first.slice(equals + 1));
  }
  const facts = new Map<string, string>();
  if (RELEASE.test(version) && !PSEUDO_VERSION.test(version)) facts.set('service-version', version);
  const revision = settings.get('vcs.revision') ?? '';
  if (settings.get('vcs') === 'git' && /^[0-9a-f]{40,64}$/.test(revision)) {
    facts.set('git-commit', revision);
    if (settings.get('vcs.modified') === 'true') facts.set('git-modified', 'true');
  }
  return facts;
}

/** Not `(devel)`, and not `v1.2.3+dirty`, which is no release. */
const RELEASE = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+incompatible)?$/;
/** https://go.dev/ref/mod#pseudo-versions */
const PSEUDO_VERSION = /[-.]\d{14}-[0-9a-f]{12}(?:\+incompatible)?$/;
