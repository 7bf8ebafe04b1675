/** How far the action may go with a kind of finding, up to carrying out what it proposes. */
export type Mode = 'off' | 'report' | 'apply';

/** The predecessor's `yes` and `no` mean `apply` and `off`; so does nothing else. */
const MODES = {
  off: 'off',
  no: 'off',
  report: 'report',
  apply: 'apply',
  yes: 'apply',
} as const satisfies Record<string, Mode>;

export type ModeWord = keyof typeof MODES;

export const MODE_WORDS = Object.keys(MODES) as ModeWord[];

export const MODE_ALLOWED = 'must be off, report, apply, yes (apply) or no (off)';

export const modeOf = (word: ModeWord): Mode => MODES[word];

export const isModeWord = (text: string): text is ModeWord => Object.hasOwn(MODES, text);
