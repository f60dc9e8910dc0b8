import { ProfError } from '../kit/errors.ts';

/**
 * The weight of each reference: plain numbers in the order of the references, or `REF=NUMBER` for those that are not 1.
 * @throws ProfError USAGE for what is no number above 0, a count that does not fit, and a reference that is not there.
 */
export function parseWeights(texts: readonly string[], references: readonly string[]): number[] {
  const named = texts.filter((text) => text.includes('='));
  if (named.length === 0) return inOrder(texts, references);
  if (named.length < texts.length) {
    throw new ProfError('USAGE', 'weights are given in order or by name, not both', { hints: FORMS });
  }
  const weights = references.map(() => 1);
  for (const text of named) {
    const equals = text.lastIndexOf('=');
    const reference = text.slice(0, equals);
    const weight = numberOf(text, text.slice(equals + 1));
    if (!references.includes(reference)) {
      throw new ProfError('USAGE', `a weight for ${reference}, which is not among the profiles`, {
        hints: [`written as there: ${references.slice(0, 5).join(', ')}`],
      });
    }
    for (const [i, other] of references.entries()) if (other === reference) weights[i] = weight;
  }
  return weights;
}

const FORMS = [
  'one number for each, in order: prof merge a.pb.gz b.pb.gz --weight 0.5 --weight 2 -o c.pb.gz',
  'by name, the others count once: --weight a.pb.gz=0.5',
];

function inOrder(texts: readonly string[], references: readonly string[]): number[] {
  if (texts.length === 0) return references.map(() => 1);
  if (texts.length === references.length) return texts.map((text) => numberOf(text, text));
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  throw new ProfError(
    'USAGE',
    `${count(texts.length, 'weight')} for ${count(references.length, 'reference')}`,
    { hints: FORMS },
  );
}

function numberOf(text: string, digits: string): number {
  const weight = /^\d*\.?\d+(?:e[+-]?\d+)?$/i.test(digits) ? Number(digits) : Number.NaN;
  if (weight > 0 && Number.isFinite(weight)) return weight;
  throw new ProfError('USAGE', `--weight wants a number above 0, not ${text}`, { hints: FORMS });
}
