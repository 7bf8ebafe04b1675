/**
 * The last words of every text of ours, visible and short. They tell ours from people's without any state, and
 * name the Region that the text is about.
 */

const EVERYWHERE = 'all Regions';

const SIGNATURE = /\*personalize-monitor, (all Regions|[a-z0-9-]+)\*/;

const ALARM_TITLE = /^Alarms in ([a-z0-9-]+)(?: \(\d+ of \d+\))?$/;

export const ALARM_PREFIX = 'PersonalizeMonitor-';

export type Scope = { readonly kind: 'everywhere' } | { readonly kind: 'region'; readonly region: string };

export function signature(scope: Scope): string {
  return `*personalize-monitor, ${scope.kind === 'region' ? scope.region : EVERYWHERE}*`;
}

export function signedScope(markdown: string): Scope | undefined {
  const region = SIGNATURE.exec(markdown)?.[1];
  if (!region) return undefined;
  return region === EVERYWHERE ? { kind: 'everywhere' } : { kind: 'region', region };
}

export function alarmTitle(region: string, part: number, parts: number): string {
  return `Alarms in ${region}${partOf(part, parts)}`;
}

/** The Region in a title made by `alarmTitle`. */
export function alarmTitleRegion(title: string): string | undefined {
  return ALARM_TITLE.exec(title)?.[1];
}

/** Such as ` (1 of 3)`; nothing when there is only one. */
export function partOf(part: number, parts: number): string {
  return parts > 1 ? ` (${part} of ${parts})` : '';
}
