import { z } from 'zod';
import { map } from './fields.ts';
import { GLOB_CHARACTERS, isGlob } from './glob.ts';

const LONGEST_GLOB = 256;
const GLOB_ALLOWED = `must be text (in quotes, if YAML takes it for something else) of up to ${LONGEST_GLOB} characters, in which *, ?, [abc] and {a,b} stand for others and ! ( ) | \\ and quotes are not understood`;

function glob(least: 0 | 1) {
  return z
    .string({ error: GLOB_ALLOWED })
    .min(least, { error: GLOB_ALLOWED })
    .max(LONGEST_GLOB, { error: GLOB_ALLOWED })
    .regex(GLOB_CHARACTERS, { error: GLOB_ALLOWED })
    .refine(isGlob, { error: GLOB_ALLOWED });
}

/** What resources must be like. Made anew each time: the published schema describes it in each of its places. */
export const match = () =>
  map({
    name: glob(1).exactOptional(),
    kind: z.enum(['campaign', 'recommender'], { error: 'must be campaign or recommender' }).exactOptional(),
    region: glob(1).exactOptional(),
    'dataset-group': glob(1).exactOptional(),
    tags: z
      .record(z.string(), glob(0), { error: 'must be a map of tags and what their values are like' })
      .exactOptional(),
  });
