import type { Interfaces } from '@oclif/core';

type Flag = Interfaces.Flag<unknown>;

export const snakeCase = (name: string): string => name.replaceAll('-', '_');

/** The same flags; those of several words are understood in the reference's snake_case too. */
export function snakeNames<T extends Record<string, unknown>>(flags: T): T {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => {
      const snake = snakeCase(name);
      const { aliases = [] } = flag as Flag;
      const isKnown = snake === name || aliases.includes(snake);
      return [name, isKnown ? flag : { ...(flag as Flag), aliases: [...aliases, snake] }];
    }),
  ) as T;
}
