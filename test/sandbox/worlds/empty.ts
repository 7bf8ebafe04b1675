import { type World, world } from '../world.ts';

/** An account that has never seen Personalize. */
export const empty = (): World => world({ regions: { 'us-east-1': {} } });
