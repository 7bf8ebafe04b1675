import type { Mode } from '../settings/config/mode.ts';
import type { EffectivePolicy, PolicySource } from '../settings/config/policy.ts';
import type { Ramp } from '../settings/config/policySettings.ts';

/** What holds for one resource, by the names of the inputs. */
export interface PolicyReport {
  readonly source: PolicySource;
  readonly autoAdjustMinTps: Mode;
  readonly autoDeleteOrStopIdleResources: Mode;
  /** Why it is exempt, if it is. */
  readonly exempt?: string;
  readonly idleThresholdHours: number;
  readonly graceHours: number;
  readonly lookbackDays: number;
  readonly stepPercent: number;
  readonly cooldownHours: number;
  /** In requests per second. */
  readonly minTps: { readonly floor: number; readonly ceiling?: number };
  readonly ramp: Ramp;
  /** Percent. */
  readonly utilizationThreshold: number;
  readonly utilizationAlarms: boolean;
  readonly idleAlarms: boolean;
}

export function policyReport(policy: EffectivePolicy): PolicyReport {
  const { source, exempt, minTps, ramp } = policy;
  return {
    source,
    autoAdjustMinTps: policy.adjust,
    autoDeleteOrStopIdleResources: policy.end,
    ...(exempt.kind === 'yes' ? { exempt: exempt.why } : {}),
    idleThresholdHours: policy.idleThresholdHours,
    graceHours: policy.graceHours,
    lookbackDays: policy.lookbackDays,
    stepPercent: policy.stepPercent,
    cooldownHours: policy.cooldownHours,
    minTps: { floor: minTps.floor, ...(minTps.ceiling === undefined ? {} : { ceiling: minTps.ceiling }) },
    ramp,
    utilizationThreshold: policy.utilizationThreshold,
    utilizationAlarms: policy.utilizationAlarms,
    idleAlarms: policy.idleAlarms,
  };
}
