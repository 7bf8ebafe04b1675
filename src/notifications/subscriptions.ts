import type { Subscription } from '@aws-sdk/client-sns';
import type { Endpoint } from '../settings/fields.ts';

/** SNS lists this instead of an ARN until the endpoint confirmed its subscription. */
const PENDING = 'PendingConfirmation';

export interface SubscriptionDifference {
  readonly missing: readonly Endpoint[];
  readonly unconfirmed: readonly Endpoint[];
}

/** Which endpoints are to be subscribed, and which are and have not confirmed. Mail addresses match in any case. */
export function subscriptionDifference(
  endpoints: readonly Endpoint[],
  present: readonly Subscription[],
): SubscriptionDifference {
  const key = (protocol = '', endpoint = '') =>
    `${protocol}\n${protocol === 'email' ? endpoint.toLowerCase() : endpoint}`;
  const byKey = Map.groupBy(present, ({ Protocol, Endpoint }) => key(Protocol, Endpoint));
  const subscribed = ({ protocol, endpoint }: Endpoint) => byKey.get(key(protocol, endpoint)) ?? [];
  return {
    missing: endpoints.filter((endpoint) => subscribed(endpoint).length === 0),
    unconfirmed: endpoints.filter((endpoint) => {
      const rows = subscribed(endpoint);
      return rows.length > 0 && rows.every(({ SubscriptionArn }) => SubscriptionArn === PENDING);
    }),
  };
}
