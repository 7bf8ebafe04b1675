/** What happens in the demo, scene by scene, and what must come of it: about ten days, up to now. */
import { fifthAct } from './fifth-act.ts';
import { firstAct } from './first-act.ts';
import { FILE, fourthAct } from './fourth-act.ts';
import { CONFIG, WORKFLOW_FILE } from './repository.ts';
import type { Scene } from './scene.ts';
import { day, SECOND_ACT } from './second-act.ts';
import { seventhAct } from './seventh-act.ts';
import { sixthAct, VALID_FILE } from './sixth-act.ts';
import { thirdAct } from './third-act.ts';

/** A part of the story begins with the account as it was on the first day. */
export interface Part {
  readonly scenes: readonly Scene[];
  /** The repository as it is then: contents by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Default false: a private one. */
  readonly isPublic?: boolean;
}

const HOUR = 60;
const FILES = {
  'README.md': '# A shop\n',
  [WORKFLOW_FILE]: 'on:\n  schedule:\n    - cron: "5 * * * *"\n',
};

const FIRST_ACT = firstAct(day(0, -2));
const THIRD_ACT = thirdAct(50 * HOUR);
const FOURTH_ACT = fourthAct(26 * HOUR);
const FIFTH_ACT = fifthAct(HOUR);
const SIXTH_ACT = sixthAct(27 * HOUR);
const SEVENTH_ACT = seventhAct(40);

export const PARTS: readonly Part[] = [
  { scenes: [...FIRST_ACT, ...SECOND_ACT], files: FILES },
  { scenes: [...THIRD_ACT, ...FOURTH_ACT, ...FIFTH_ACT], files: { ...FILES, [CONFIG]: FILE } },
  { scenes: [...SIXTH_ACT, ...SEVENTH_ACT], files: { ...FILES, [CONFIG]: VALID_FILE }, isPublic: true },
];

export const STORY: readonly Scene[] = PARTS.flatMap(({ scenes }) => scenes);

/** The scenes before which the narrator says what the act is about, by their names. */
export const ACTS: ReadonlyMap<string, string> = new Map([
  [FIRST_ACT[0]?.name ?? '', 'First act: an account comes under watch'],
  [SECOND_ACT[0]?.name ?? '', 'Second act: the fleet is put right, a run a day for nine days'],
  [THIRD_ACT[0]?.name ?? '', 'Third act: the account as it was, and people are asked, in issues'],
  [FOURTH_ACT[0]?.name ?? '', 'Fourth act: capacity as code, by pull request'],
  [FIFTH_ACT[0]?.name ?? '', 'Fifth act: a person proposes, and sees beforehand what it would do'],
  [SIXTH_ACT[0]?.name ?? '', 'Sixth act: a set-up breaks, and is put right'],
  [SEVENTH_ACT[0]?.name ?? '', 'Seventh act: goodbye'],
]);

/** The runs between which the bill is compared: before anything was changed, and when all was where it should be. */
export const BEFORE = 'report';
export const AFTER = 'day-8';
