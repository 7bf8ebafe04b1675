/** What happens in the demo, scene by scene, and what must come of it: about ten days, up to now. */
import { firstAct } from './first-act.ts';
import type { Scene } from './scene.ts';
import { day, SECOND_ACT } from './second-act.ts';

const FIRST_ACT = firstAct(day(0, -2));

export const STORY: readonly Scene[] = [...FIRST_ACT, ...SECOND_ACT];

/** The scenes before which the narrator says what the act is about, by their names. */
export const ACTS: ReadonlyMap<string, string> = new Map([
  [FIRST_ACT[0]?.name ?? '', 'First act: an account comes under watch'],
  [SECOND_ACT[0]?.name ?? '', 'Second act: the fleet is put right, a run a day for nine days'],
]);

/** The runs between which the bill is compared: before anything was changed, and when all was where it should be. */
export const BEFORE = 'report';
export const AFTER = 'day-8';
