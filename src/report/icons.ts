import type { Result } from './run.ts';

/** The few signs that a summary uses, each always for the same. */
export const ICONS: Readonly<Record<Result, string>> = { success: '✅', partial: '⚠️', failed: '❌' };
