import { policiesIn } from '../settings/config/accounts.ts';
import type { Mode } from '../settings/config/mode.ts';
import type { Context } from './context.ts';

/** All the ways in which the inputs and the policies of the config file have findings delivered. */
export function modesOf({ settings, config }: Context): ReadonlySet<Mode> {
  const policies = policiesIn(config.file).map((policy) => policy.settings);
  const modes = [settings, ...policies].flatMap(({ adjust, end }) => [adjust, end]);
  return new Set(modes.flatMap((mode) => mode ?? []));
}
