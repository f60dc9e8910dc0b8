/** What is done with names that demangling leaves as they are, but that look as if they had been demangled already. */
import type { DemangleStyle } from './demangle/demangle.ts';

/** One name without what the style leaves out, if it looks like C++ or Rust; itself otherwise. */
export function simplifyName(name: string, style: DemangleStyle): string {
  if (style === 'full' || !looksLikeCpp(name)) return name;
  const withoutParameters = removeBalanced(name, '(', ')');
  return style === 'templates' ? withoutParameters : removeBalanced(withoutParameters, '<', '>');
}

function looksLikeCpp(name: string): boolean {
  // Java's class.<init> and Go's pkg.(*Type[...]).Method have brackets of their own.
  if (name.includes('.<') || name.includes(']).')) return false;
  return /[<>[\]]/.test(name) || name.includes('::');
}

/** Without all outermost pairs and what is in them. A close without an open stops it where it stands. */
function removeBalanced(name: string, open: string, close: string): string {
  let kept = '';
  let depth = 0;
  /** Where the text that is not yet decided on begins. */
  let from = 0;
  for (let i = 0; i < name.length; i++) {
    const unit = name[i];
    if (unit === open && depth++ === 0) {
      kept += name.slice(from, i);
      from = i;
    } else if (unit === close && --depth <= 0) {
      if (depth < 0) break;
      from = i + 1;
    }
  }
  return kept + name.slice(from);
}
