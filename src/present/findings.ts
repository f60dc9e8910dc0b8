import type { Comparison } from '../compare/compare-sides.ts';
import type { Judgement } from '../compare/judgement.ts';
import type { Rule } from '../compare/rule.ts';
import { judgementText, subjectText } from './diff-words.ts';
import { type SourcePathOptions, sourcePath } from './source-path.ts';

/** One value that a rule fired for, as reports for machines tell it. */
export interface Finding {
  readonly rule: Rule;
  readonly judgement: Judgement;
  /** The function, or what else the rule is about; foreign text. */
  readonly subject: string;
  /** `12.0% → 16.1%, +4.1 pp (+34.2%)`; foreign text, for units are. */
  readonly change: string;
  readonly path: string | undefined;
  /** From 1; undefined where the path is or the line is not known. */
  readonly line: number | undefined;
}

/** All of them, by rule. */
export function findingsOf({ gate, places }: Comparison, paths: SourcePathOptions): Finding[] {
  return gate.rules.flatMap(({ rule, findings }) =>
    findings.map((judgement) => {
      const place = judgement.name === undefined ? undefined : places.get(judgement.name);
      const path = place && sourcePath(place.file, paths);
      return {
        rule,
        judgement,
        subject: subjectText(judgement),
        change: judgementText(judgement),
        path,
        line: path !== undefined && place!.line > 0 ? place!.line : undefined,
      };
    }),
  );
}
