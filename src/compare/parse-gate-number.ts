import { ProfError } from '../kit/errors.ts';

/** `0.5` or `0.5%`, from 0 to 100. @throws ProfError USAGE, naming what asked for it. */
export function parsePercent(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOf(text.replace(/\s*%$/, ''));
  if (value !== undefined && value <= 100) return value;
  throw new ProfError('USAGE', `${what} is a percentage such as 0.5%: ${text}`);
}

/** A chance, more than 0 and less than 1. @throws ProfError USAGE, naming what asked for it. */
export function parseFraction(what: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOf(text);
  if (value !== undefined && value > 0 && value < 1) return value;
  throw new ProfError('USAGE', `${what} is a chance between 0 and 1, such as 0.05: ${text}`);
}

function numberOf(text: string): number | undefined {
  return /^\s*(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d{1,3})?\s*$/i.test(text) ? Number(text) : undefined;
}
