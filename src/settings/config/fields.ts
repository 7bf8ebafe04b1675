import { z } from 'zod';
import { unknownKey } from './keys.ts';
import type { Range } from './limits.ts';

/** Keys and nothing else; an issue about unknown ones has a line in its message for each. */
export function map<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known)).join('\n')
        : `must be a map; it may have ${known.join(', ')}`,
  });
}

export function number(error: string, [least, most]: Range) {
  return z.number({ error }).min(least, { error }).max(most, { error });
}

export function whole(of: string, [least, most]: Range) {
  const error = `must be a whole number of ${of} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}
