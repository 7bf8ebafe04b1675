import type { World } from '../world.ts';
import { bench } from './bench.ts';
import { empty } from './empty.ts';
import { shop } from './shop.ts';

/** The worlds that can be served by name. */
export const WORLDS: Record<string, () => World> = {
  shop,
  empty,
  bench,
  'bench-10-regions': () => bench({ regions: 10 }),
};
