/** Alarm descriptions: text for the one on call, and our own memory of why actions are off. */

/** With these words begins every description that this action writes, and none that its predecessor wrote. */
const OURS = 'personalize-monitor: ';

const ACTIONS_OFF =
  / Actions are off (?:while the floor is 1|until \d{4}-\d\d-\d\d \d\d:\d\d UTC, when it is as old as the threshold)\.$/;

const DATASET_GROUP = / Dataset group: ([^\s.]+)\./;
const FLOOR = /\bfloor of (\d+) TPS\b/;

/** Whether an alarm's actions should be on; `off` with the sentence that ends its description meanwhile. */
export type Actions = { readonly kind: 'on' } | { readonly kind: 'off'; readonly sentence: string };

export const ACTIONS_ON: Actions = { kind: 'on' };

export const OFF_AT_FLOOR_1: Actions = { kind: 'off', sentence: 'Actions are off while the floor is 1.' };

const MINUTE = 60_000;

/** `at` is in Unix milliseconds, told as the first whole minute that is not before it. */
export function offUntil(at: number): Actions {
  const time = new Date(Math.ceil(at / MINUTE) * MINUTE).toISOString().slice(0, 16).replace('T', ' ');
  return { kind: 'off', sentence: `Actions are off until ${time} UTC, when it is as old as the threshold.` };
}

/** A description without the sentence on actions; the dataset group, where known, stands between its two parts. */
export interface Description {
  readonly meaning: string;
  readonly datasetGroup: string | undefined;
  readonly advice: string;
}

/** The whole text, at most 1,024 characters: CloudWatch's limit for AlarmDescription. */
export function describe({ meaning, datasetGroup, advice }: Description, actions: Actions): string {
  const group = datasetGroup === undefined ? '' : ` Dataset group: ${datasetGroup}.`;
  const off = actions.kind === 'off' ? ` ${actions.sentence}` : '';
  return `${OURS}${meaning}${group} ${advice}${off}`;
}

export const isOurText = (text: string): boolean => text.startsWith(OURS);

/** True when the text ends as it does while this action itself keeps the alarm's actions off. */
export const saysActionsOff = (text: string): boolean => ACTIONS_OFF.test(text);

/** The dataset group that a description of ours names. */
export const datasetGroupIn = (text: string): string | undefined =>
  isOurText(text) ? DATASET_GROUP.exec(text)?.[1] : undefined;

/** The floor, in requests per second, that a description of ours speaks of. */
export const floorIn = (text: string): string | undefined =>
  isOurText(text) ? FLOOR.exec(text)?.[1] : undefined;
