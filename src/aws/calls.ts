import type { MiddlewareStack } from '@smithy/types';
import { isThrottled } from './errors.ts';

/** Requests sent to one operation, retries included, and what became of them. */
export interface CallCount {
  /** Such as `personalize:DescribeCampaign`. */
  readonly operation: string;
  readonly sent: number;
  readonly throttled: number;
  readonly failed: number;
}

/** Counts every request that leaves the clients it is attached to. */
export class CallMeter {
  readonly #counts = new Map<string, { sent: number; throttled: number; failed: number }>();

  /** Counts the requests of one client; `service` is the prefix of its IAM actions, such as `cloudwatch`. */
  attach<Input extends object, Output extends object>(
    stack: MiddlewareStack<Input, Output>,
    service: string,
  ): void {
    stack.add(
      (next, context) => async (args) => {
        const command = String(context['commandName'] ?? '').replace(/Command$/, '');
        const count = this.#count(`${service}:${command}`);
        count.sent += 1;
        try {
          return await next(args);
        } catch (error) {
          count.failed += 1;
          if (isThrottled(error)) count.throttled += 1;
          throw error;
        }
      },
      // Inside the retry loop and around the deserializer: sees each attempt, and its error as the SDK names it.
      { step: 'deserialize', priority: 'high', name: 'countCalls' },
    );
  }

  /** By operation, in the order of the alphabet. */
  counts(): CallCount[] {
    return [...this.#counts]
      .map(([operation, count]) => ({ operation, ...count }))
      .sort((a, b) => (a.operation < b.operation ? -1 : 1));
  }

  #count(operation: string) {
    const known = this.#counts.get(operation);
    if (known) return known;
    const fresh = { sent: 0, throttled: 0, failed: 0 };
    this.#counts.set(operation, fresh);
    return fresh;
  }
}
