import type { Operations } from '../service.ts';
import { reads } from './reads.ts';
import { tags } from './tags.ts';
import { writes } from './writes.ts';

export const personalize: Operations = { ...reads, ...writes, ...tags };
