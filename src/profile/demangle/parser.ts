/** Where the reading of a C++ name stands. */
import { type Budget, NotMangled, reject } from './budget.ts';
import type { Node } from './node.ts';

/** The rules of the grammar that need each other; each is in a file of its own. */
export interface Rules {
  /** `isLocal`: what encloses a local name. */
  readonly encoding: (p: Parser, withParameters: boolean, isLocal: boolean) => Node;
  /** Also sets `hasObjectParameter` of the parser. */
  readonly name: (p: Parser) => Node;
  /** `isConversion`: the type of a conversion operator. */
  readonly type: (p: Parser, isConversion: boolean) => Node;
  /** Parameter types; none for a single `void`. `hasObject`: the first is an explicit object parameter. */
  readonly parameters: (p: Parser, hasObject: boolean) => Node[];
  readonly expression: (p: Parser) => Node;
  readonly literal: (p: Parser) => Node;
  readonly templateArguments: (p: Parser) => Node[];
  readonly closure: (p: Parser) => Node;
}

/** A template whose parameters may be referred to; undefined: one that is still to come. */
export type Template = Node | undefined;

export class Parser {
  /** One byte a character. */
  readonly text: string;
  readonly rules: Rules;
  readonly budget: Budget;
  at = 0;
  /** What `S_`, `S0_`, … stand for. */
  substitutions: Node[] = [];
  /** Whose parameters `T_`, `TL0__`, … stand for. */
  templates: Template[] = [];
  /** How many templates there were when the lambda began that we are in, plus 1; 0: in none. */
  lambdaLevel = 0;
  inConstraint = false;
  /** Template parameters of lambdas so far: types, values, templates. */
  typeParams = 0;
  valueParams = 0;
  templateParams = 0;
  /** The last name said that its function has an explicit object parameter. */
  hasObjectParameter = false;
  /** The conversion operator that the last unqualified name was. */
  conversion: Node | undefined = undefined;

  constructor(text: string, rules: Rules, budget: Budget) {
    this.text = text;
    this.rules = rules;
    this.budget = budget;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character `ahead` of the next one; '' at the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  skip(count: number): void {
    this.at += count;
  }

  /** The next `count` characters, which have to be there. */
  take(count: number): string {
    const end = this.at + count;
    if (end > this.text.length) reject();
    const taken = this.text.slice(this.at, end);
    this.at = end;
    return taken;
  }

  accept(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) reject();
  }

  /** The characters to the first that is none of these. */
  takeWhile(matches: (character: string) => boolean): string {
    const from = this.at;
    while (!this.isAtEnd && matches(this.peek())) this.at++;
    return this.text.slice(from, this.at);
  }

  addSubstitution(node: Node): void {
    this.substitutions.push(node);
  }

  /** What `read` reads, with references to template parameters as they are named, as in constraints. */
  inConstraints<T>(read: () => T): T {
    const held = this.inConstraint;
    this.inConstraint = true;
    const result = read();
    this.inConstraint = held;
    return result;
  }

  /** What `read` reads; undefined, and everything as it was, if it cannot be read or is not what was wanted. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const { at, lambdaLevel, inConstraint, typeParams, valueParams, templateParams } = this;
    const substitutions = this.substitutions.length;
    const templates = this.templates.slice();
    const depth = this.budget.depth;
    try {
      const result = read();
      if (result !== undefined) return result;
    } catch (error) {
      if (!(error instanceof NotMangled)) throw error;
    }
    Object.assign(this, {
      at,
      lambdaLevel,
      inConstraint,
      typeParams,
      valueParams,
      templateParams,
      templates,
    });
    this.substitutions.length = substitutions;
    this.budget.depth = depth;
    return undefined;
  }
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

export function isUpper(character: string): boolean {
  return character >= 'A' && character <= 'Z';
}

export function isLower(character: string): boolean {
  return character >= 'a' && character <= 'z';
}
