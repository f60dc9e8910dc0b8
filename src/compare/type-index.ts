import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { Profile } from '../profile/profile.ts';

/** The index of a sample type that a rule names, as reports take it. @throws ProfError USAGE where there is none such. */
export function typeIndex({ sampleTypes }: Pick<Profile, 'sampleTypes'>, sampleType: string): string {
  const names = sampleTypes.map(({ type }) => type);
  const index = names.indexOf(sampleType);
  if (index !== -1) return String(index);
  const near = didYouMean(sampleType, [...names, 'total', 'flat', 'cum', 'any', 'new']);
  throw new ProfError('USAGE', `a rule is about ${sampleType}, which these profiles do not measure`, {
    hints: [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `they measure ${names.join(', ')}; other measures: total, flat, cum, any, new`,
    ],
  });
}
