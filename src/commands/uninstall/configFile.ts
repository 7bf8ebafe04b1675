import type { Notice } from '../../outcomes/notice.ts';
import { InvalidConfig } from '../../settings/config/errors.ts';
import { readConfig } from '../../settings/config/read.ts';
import type { Context } from '../context.ts';

/** Says so where the config file has errors: what it tells of accounts is not known then. */
export async function unreadFile({ workspace, settings }: Context): Promise<readonly Notice[]> {
  const { configFile } = settings;
  try {
    await readConfig(workspace, configFile);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    const text = `${configFile} has errors: accounts that it names were not looked at, but only the one that the workflow is signed in to. If it names any, mend it, as command: doctor tells, and run this again.`;
    return [{ level: 'warning', text, resource: configFile }];
  }
}
