import { ACTIONS_ON, type Actions, isOurText, saysActionsOff } from './description.ts';
import { type ExistingAlarm, hasActionsOff } from './existing.ts';

/**
 * Whether an existing alarm's actions will be on.
 * `ours`: as this action wants them. `muted`: a person, or the predecessor, switched them off, so they stay off,
 * and the description does not claim that it was us.
 */
export type Enablement =
  | { readonly kind: 'ours'; readonly actions: Actions }
  | { readonly kind: 'muted'; readonly by: 'person' | 'predecessor' };

/**
 * Actions that are off, without our sentence on it in our own description, were switched off by a person.
 * In a description that is not ours the predecessor may have done it, for the reasons that we have too:
 * where we want them off as well they become ours, otherwise they stay off.
 */
export function enablement(wanted: Actions, existing: ExistingAlarm): Enablement {
  const text = existing.AlarmDescription ?? '';
  if (!hasActionsOff(existing) || saysActionsOff(text)) return { kind: 'ours', actions: wanted };
  if (isOurText(text)) return { kind: 'muted', by: 'person' };
  return wanted.kind === 'off' ? { kind: 'ours', actions: wanted } : { kind: 'muted', by: 'predecessor' };
}

/** What the description says of the actions: nothing while they are on, nor while it was not us who switched them off. */
export const toldActions = (enabled: Enablement): Actions =>
  enabled.kind === 'ours' ? enabled.actions : ACTIONS_ON;
