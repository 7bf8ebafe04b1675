/** How findings are delivered, up to carrying out what they propose; from the least that is done to the most. */
export const MODES = ['off', 'report', 'issue', 'pull-request', 'apply'] as const;

export type Mode = (typeof MODES)[number];

/** The predecessor's `yes` and `no` mean `apply` and `off`; so does nothing else. */
const WORDS = {
  off: 'off',
  no: 'off',
  report: 'report',
  issue: 'issue',
  'pull-request': 'pull-request',
  apply: 'apply',
  yes: 'apply',
} as const satisfies Record<string, Mode>;

export type ModeWord = keyof typeof WORDS;

export const MODE_WORDS = Object.keys(WORDS) as ModeWord[];

export const MODE_ALLOWED = 'must be off, report, issue, pull-request, apply, yes (apply) or no (off)';

export const modeOf = (word: ModeWord): Mode => WORDS[word];

export const isModeWord = (text: string): text is ModeWord => Object.hasOwn(WORDS, text);

/** The one of two modes that does less. */
export const lesser = (one: Mode, other: Mode): Mode =>
  MODES.indexOf(one) <= MODES.indexOf(other) ? one : other;
