import type { ExistingAlarm } from './existing.ts';
import { MAX_ACTIONS } from './limits.ts';

/** Who is told of each state of an alarm: ARNs of topics, functions and other actions. */
export interface Receivers {
  readonly AlarmActions: string[];
  readonly OKActions: string[];
  readonly InsufficientDataActions: string[];
}

/** A new alarm tells our topic of ALARM and of OK. */
export function ourReceivers(topicArn: string): Receivers {
  return { AlarmActions: [topicArn], OKActions: [topicArn], InsufficientDataActions: [] };
}

export function receiversOf(existing: ExistingAlarm): Receivers {
  return {
    AlarmActions: existing.AlarmActions ?? [],
    OKActions: existing.OKActions ?? [],
    InsufficientDataActions: existing.InsufficientDataActions ?? [],
  };
}

/** Ours first where it is missing, and theirs all kept; theirs alone where they leave no room. */
function withOurs(theirs: readonly string[], topicArn: string): string[] {
  if (theirs.includes(topicArn) || theirs.length >= MAX_ACTIONS) return [...theirs];
  return [topicArn, ...theirs];
}

/** Everyone whom the alarm tells already, and our topic, put back if someone removed it. */
export function mergedReceivers(existing: ExistingAlarm, topicArn: string): Receivers {
  const theirs = receiversOf(existing);
  return {
    ...theirs,
    AlarmActions: withOurs(theirs.AlarmActions, topicArn),
    OKActions: withOurs(theirs.OKActions, topicArn),
  };
}

/** The states, as a person calls them, that our topic does not hear of. */
export function unheardStates({ AlarmActions, OKActions }: Receivers, topicArn: string): string[] {
  return [
    ...(AlarmActions.includes(topicArn) ? [] : ['ALARM']),
    ...(OKActions.includes(topicArn) ? [] : ['OK']),
  ];
}
