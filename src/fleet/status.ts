import type { Existence } from './resource.ts';

/** Statuses are free strings, spelled with a space and an underscore, and not the same on every page of the guide. */
function normalised(status: string): string {
  return status
    .toUpperCase()
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
}

/** True for a resource that serves requests; an update in flight does not show here but in `latest…Update`. */
export function isServing(status: string): boolean {
  const words = normalised(status);
  return words === 'ACTIVE' || words.startsWith('UPDATE ');
}

/** True while an update, as told by `latestCampaignUpdate.status`, is neither done nor failed. */
export function isUpdating(status: string | undefined): boolean {
  return status !== undefined && /\b(PENDING|IN PROGRESS)$/.test(normalised(status));
}

/** True when an update, as told by `latestCampaignUpdate.status`, came into force. */
export function isInForce(status: string | undefined): boolean {
  return status !== undefined && normalised(status) === 'ACTIVE';
}

/** What a listed status says of a resource's existence. */
export function existenceOf(status: string): Existence {
  if (isServing(status)) return 'active';
  return normalised(status) === 'INACTIVE' ? 'stopped' : 'changing';
}
