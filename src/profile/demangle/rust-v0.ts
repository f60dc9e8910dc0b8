/**
 * Rust's newer symbols, `_R…`.
 * https://doc.rust-lang.org/rustc/symbol-mangling/v0.html
 */
import { type Budget, reject } from './budget.ts';
import { readRustConst } from './rust-const.ts';
import { RustLifetimes } from './rust-lifetimes.ts';

const BASIC: Readonly<Record<string, string | undefined>> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  p: '_',
  s: 'i16',
  t: 'u16',
  u: '()',
  v: '...',
  x: 'i64',
  y: 'u64',
  z: '!',
};

/**
 * The path that a symbol stands for.
 * @throws NotMangled or TooComplex
 */
export function demangleRustV0(symbol: string, withArguments: boolean, budget: Budget): string {
  // What compilers append for copies is not shown.
  const dot = symbol.indexOf('.');
  const r = new Reader(symbol.slice('_R'.length, dot < 0 ? undefined : dot), withArguments, budget);
  r.symbol();
  return r.written;
}

class Reader extends RustLifetimes {
  readonly #withArguments: boolean;

  constructor(text: string, withArguments: boolean, budget: Budget) {
    super(text, budget);
    this.#withArguments = withArguments;
  }

  /** `<path> [<instantiating-crate>]` */
  symbol(): void {
    // A digit would be a version that is yet to come.
    this.#path(true);
    if (this.left > 0) this.silently(() => this.#path(false));
    if (this.left > 0) reject();
  }

  /** `isValue`: not within a type, so that arguments have `::` in front. */
  #path(isValue: boolean): void {
    this.budget.enter();
    this.#pathOf(this.peek(), isValue);
    this.budget.leave();
  }

  #pathOf(kind: string, isValue: boolean): void {
    if (kind === 'B') this.backReference(() => this.#path(isValue));
    else if (this.take() === 'C') this.#crate();
    else if (kind === 'N') this.#nested(isValue);
    else if (kind === 'I') this.#generic(isValue);
    else if (kind === 'Y') this.#implementation(true);
    else if (kind === 'M' || kind === 'X') {
      this.silently(() => {
        this.disambiguator();
        this.#path(false);
      });
      this.#implementation(kind === 'X');
    } else reject();
  }

  #crate(): void {
    this.disambiguator();
    this.write(this.identifier().text);
  }

  /** `<path> {<generic-arg>} "E"` */
  #generic(isValue: boolean): void {
    this.#path(isValue);
    this.write(isValue ? '::<' : '<');
    this.#genericArguments();
    this.write('>');
    this.expect('E');
  }

  /** `<Type as Trait>` */
  #implementation(hasTrait: boolean): void {
    this.write('<');
    this.#type();
    if (hasTrait) {
      this.write(' as ');
      this.#path(false);
    }
    this.write('>');
  }

  /** `<namespace> <path> <identifier>`; capital letters are for what has no name in the source. */
  #nested(isValue: boolean): void {
    const namespace = this.take();
    if (!/[a-z]/i.test(namespace)) reject();
    this.#path(isValue);
    const index = this.disambiguator();
    const { text } = this.identifier();
    const kind = namespace === 'C' ? 'closure' : namespace === 'S' ? 'shim' : namespace;
    const hasName = namespace >= 'a';
    this.write(hasName ? `::${text}` : `::{${kind}${text === '' ? '' : `:${text}`}#${index}}`);
  }

  /** Up to the `E`. */
  #genericArguments(): void {
    const read = () => this.#commaSeparated(() => this.#genericArgument());
    if (this.#withArguments) read();
    else this.silently(read);
  }

  #commaSeparated(read: () => void): number {
    let count = 0;
    for (; this.left > 0 && this.peek() !== 'E'; count++) {
      if (count > 0) this.write(', ');
      read();
    }
    return count;
  }

  #genericArgument(): void {
    if (this.accept('L')) this.writeLifetime(this.base62());
    else if (this.accept('K')) readRustConst(this);
    else this.#type();
  }

  #type(): void {
    this.budget.enter();
    this.#typeOf(this.peek());
    this.budget.leave();
  }

  #typeOf(kind: string): void {
    if (kind === 'B') this.backReference(() => this.#type());
    else if (kind !== '' && 'CMXYNI'.includes(kind)) this.#path(false);
    else this.#compound(this.take());
  }

  #compound(kind: string): void {
    if (kind === 'A' || kind === 'S') this.#arrayOrSlice(kind === 'A');
    else if (kind === 'T') this.#tuple();
    else if (kind === 'R' || kind === 'Q') this.#reference(kind === 'Q');
    else if (kind === 'P' || kind === 'O') {
      this.write(kind === 'P' ? '*const ' : '*mut ');
      this.#type();
    } else if (kind === 'F') this.withLifetimes(() => this.#functionSignature());
    else if (kind === 'D') {
      this.withLifetimes(() => this.#dynBounds());
      this.#dynLifetime();
    } else this.write(BASIC[kind] ?? reject());
  }

  #arrayOrSlice(isArray: boolean): void {
    this.write('[');
    this.#type();
    if (isArray) {
      this.write('; ');
      readRustConst(this);
    }
    this.write(']');
  }

  #tuple(): void {
    this.write('(');
    const count = this.#commaSeparated(() => this.#type());
    this.write(count === 1 ? ',)' : ')');
    this.expect('E');
  }

  #reference(isMutable: boolean): void {
    this.write('&');
    if (this.accept('L')) {
      const lifetime = this.base62();
      if (lifetime > 0n) {
        this.writeLifetime(lifetime);
        this.write(' ');
      }
    }
    if (isMutable) this.write('mut ');
    this.#type();
  }

  /** `[<binder>] ["U"] ["K" <abi>] {<type>} "E" <type>` */
  #functionSignature(): void {
    this.binder();
    if (this.accept('U')) this.write('unsafe ');
    if (this.accept('K')) this.#abi();
    this.write('fn(');
    this.#commaSeparated(() => this.#type());
    this.expect('E');
    this.write(')');
    if (this.accept('u')) return;
    this.write(' -> ');
    this.#type();
  }

  #abi(): void {
    const { text, isPunycode } = this.accept('C') ? { text: 'C', isPunycode: false } : this.identifier();
    if (isPunycode) reject();
    this.write(`extern "${text.replaceAll('_', '-')}" `);
  }

  /** `[<binder>] {<dyn-trait>} "E"` */
  #dynBounds(): void {
    this.write('dyn ');
    this.binder();
    for (let isFirst = true; this.left > 0 && this.peek() !== 'E'; isFirst = false) {
      if (!isFirst) this.write(' + ');
      this.#dynTrait();
    }
    this.expect('E');
  }

  #dynLifetime(): void {
    this.expect('L');
    const lifetime = this.base62();
    if (lifetime <= 0n) return;
    if (this.last !== ' ') this.write(' ');
    this.write('+ ');
    this.writeLifetime(lifetime);
  }

  /** `<path> {"p" <identifier> <type>}`: associated types stand among the arguments. */
  #dynTrait(): void {
    let isOpen = this.#openPath();
    while (this.accept('p')) {
      this.write(isOpen ? ', ' : '<');
      isOpen = true;
      this.write(`${this.identifier().text} = `);
      this.#type();
    }
    if (isOpen) this.write('>');
  }

  /** A path whose arguments are left open for more; answers whether there are some. */
  #openPath(): boolean {
    let isOpen = false;
    this.budget.enter();
    if (this.peek() === 'B') {
      this.backReference(() => {
        isOpen = this.#openPath();
      });
    } else if (this.accept('I')) {
      this.#path(false);
      this.write('<');
      this.#genericArguments();
      this.expect('E');
      isOpen = true;
    } else this.#path(false);
    this.budget.leave();
    return isOpen;
  }
}
