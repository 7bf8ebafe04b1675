/** The inputs that this version of the action understands, by their name in `action.yml`. */
export const INPUT_NAMES = [
  'command',
  'campaign-arns',
  'recommender-arns',
  'regions',
  'publish-metrics',
  'auto-create-utilization-alarms',
  'utilization-threshold-alarm-lower-bound',
  'auto-create-idle-alarms',
  'idle-threshold-hours',
  'heartbeat-alarm-hours',
  'dashboard-name',
  'backfill-hours',
  'auto-adjust-min-tps',
  'auto-delete-or-stop-idle-resources',
  'idle-grace-hours',
  'lookback-days',
  'step-percent',
  'step-cooldown-hours',
  'max-changes',
  'notification-endpoint',
  'event-bus-name',
  'config-file',
  'state-file',
  'report-directory',
  'github-token',
  'redact-account-ids',
  'role-to-assume',
  'allowed-account-ids',
  'account',
  'plan-matrix',
  'reports',
  'arn',
  'min-tps',
  'reason',
  'manifest',
  'dry-run',
] as const;

export type InputName = (typeof INPUT_NAMES)[number];

/** What the workflow gave for each input, trimmed; undefined where it gave nothing at all. */
export type Inputs = Readonly<Record<InputName, string | undefined>>;

/**
 * Reads the inputs as the runner passes them: `INPUT_<NAME>`, upper case, hyphens kept.
 * An input set to the empty string stays apart from one not set: for `dashboard-name` it means "none".
 */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Inputs {
  return Object.fromEntries(
    INPUT_NAMES.map((name) => [name, env[`INPUT_${name.toUpperCase()}`]?.trim()]),
  ) as Inputs;
}

/** The entries of a list separated by commas or newlines, without blanks and repetitions. */
export function listOf(text: string): string[] {
  const entries = text.split(/[,\r\n]+/).map((entry) => entry.trim());
  return [...new Set(entries.filter((entry) => entry !== ''))];
}
