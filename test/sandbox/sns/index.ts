import type { Operations } from '../service.ts';
import { subscriptions } from './subscriptions.ts';
import { topics } from './topics.ts';

export const sns: Operations = { ...topics, ...subscriptions };
