import { loadConfig } from '@smithy/core/config';
import {
  AdaptiveRetryStrategy,
  DefaultRateLimiter,
  NODE_MAX_ATTEMPT_CONFIG_OPTIONS,
  NODE_RETRY_MODE_CONFIG_OPTIONS,
} from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken, StandardRetryToken } from '@smithy/types';
import { isQuota } from './errors.ts';

/**
 * Personalize allows one List or Describe call a second (AWS General Reference), so that a call may have to wait
 * its turn many times; a call that times out, or meets a service that fails, is not tried as often.
 */
const ATTEMPTS_WHEN_THROTTLED = 15;
const ATTEMPTS_OTHERWISE = 3;

/**
 * The SDK's adaptive strategy, which slows a client down to the rate that the service grants once it was
 * throttled, with more attempts for throttling than for other faults.
 */
export class PatientRetryStrategy implements RetryStrategyV2 {
  readonly mode = 'adaptive';
  readonly #adaptive: AdaptiveRetryStrategy;

  /** `leastPerSecond` is the rate that the service grants at any time: a throttled client never gets slower. */
  constructor(leastPerSecond: number) {
    const rateLimiter = new DefaultRateLimiter({ minFillRate: leastPerSecond });
    this.#adaptive = new AdaptiveRetryStrategy(ATTEMPTS_WHEN_THROTTLED, {
      rateLimiter,
      maxAttempts: ATTEMPTS_WHEN_THROTTLED,
    });
  }

  acquireInitialRetryToken(scope: string): Promise<RetryToken> {
    return this.#adaptive.acquireInitialRetryToken(scope);
  }

  async refreshRetryTokenForRetry(token: StandardRetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    if (isQuota(info.error)) throw new Error('A quota is used up.');
    if (info.errorType !== 'THROTTLING' && token.getRetryCount() + 1 >= ATTEMPTS_OTHERWISE) {
      throw new Error('No attempts left.');
    }
    return this.#adaptive.refreshRetryTokenForRetry(token, info);
  }

  recordSuccess(token: StandardRetryToken): void {
    this.#adaptive.recordSuccess(token);
  }
}

/** True when the user chose attempts or a retry mode by the SDK's own settings, which then hold. */
export async function userChoseRetries(): Promise<boolean> {
  const chosen = await Promise.all([
    loadConfig<number | undefined>({ ...NODE_MAX_ATTEMPT_CONFIG_OPTIONS, default: undefined })(),
    loadConfig<string | undefined>({ ...NODE_RETRY_MODE_CONFIG_OPTIONS, default: undefined } as never)(),
  ]);
  return chosen.some((setting) => setting !== undefined);
}
