/**
 * Function names without what is the same for many: import paths of Go, packages and arguments of Java,
 * namespaces of C++. Takes linear time in names of any make.
 */
const CPP_ANONYMOUS = /^\(anonymous namespace\)::/;
const GO_VERSION = /^(.*?)\/v(?:[2-9]|[1-9][0-9]+)([./].*)$/s;
const JAVA =
  /^(?:[a-z][0-9A-Za-z_]*\.)*([A-Z][0-9A-Za-z_$]*\.(?:<init>|[a-z][0-9A-Za-z_$]*(?:\$[0-9]+)?))(?:\(|$)/;
const CPP = /^(?:[_a-zA-Z][0-9A-Za-z_]*::)+(_*[A-Z][0-9A-Za-z_]*::~?[_a-zA-Z][0-9A-Za-z_]*(?:<[^\n]*>)?)/;

export function shortenName(name: string): string {
  const known = name.replace(CPP_ANONYMOUS, '');
  // Only in names of one line.
  const plain = known.includes('\n') ? known : known.replace(GO_VERSION, '$1$2');
  return withoutGoPath(plain) ?? JAVA.exec(plain)?.[1] ?? CPP.exec(plain)?.[1] ?? plain;
}

/**
 * What follows the longest import path after which there is a `package.name`, up to the end of its line; undefined
 * where there is none.
 */
function withoutGoPath(name: string): string | undefined {
  let dot = -1;
  let end = name.length;
  for (const start of pathEnds(name).reverse()) {
    const found = name.slice(start, end).indexOf('.');
    if (found !== -1) dot = start + found;
    end = start;
    if (dot === -1 || dot === start) continue;
    const line = name.indexOf('\n', dot + 1);
    if (dot + 1 < name.length && line !== dot + 1) return name.slice(start, line === -1 ? undefined : line);
  }
  return undefined;
}

/** Where the path's elements end that the name begins with, each after its slash. */
function pathEnds(name: string): number[] {
  const ends: number[] = [];
  for (const [element] of name.matchAll(/[0-9A-Za-z_\-.]+\//gy)) {
    ends.push((ends.at(-1) ?? 0) + element.length);
  }
  return ends;
}
