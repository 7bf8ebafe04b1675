import type { Check } from '../../outcomes/check.ts';
import { type ConfigError, InvalidConfig } from '../../settings/config/errors.ts';
import { readConfig } from '../../settings/config/read.ts';
import type { Context } from '../context.ts';

/** Whether a run could start with the config file; each error in it is a finding. */
export async function checkConfig({ workspace, settings, config }: Context): Promise<readonly Check[]> {
  const { configFile } = settings;
  const check = { area: 'config', name: configFile } as const;
  try {
    const file = await readConfig(workspace, configFile);
    return [{ ...check, result: 'ok', found: told(file !== undefined, config.trusted) }];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.errors.map((one) => wrong(one, configFile));
  }
}

function told(exists: boolean, trusted: boolean): string {
  if (!exists)
    return 'there is none in the checked-out repository, so that the inputs hold for every resource';
  if (trusted) return 'valid';
  return 'valid; in this run it is not known to be that of the default branch, so that it would allow no more than the inputs do';
}

function wrong({ path, line, column, value, allowed }: ConfigError, configFile: string): Check {
  const subject = [path, value].filter((part) => part !== undefined && part !== '').join(': ');
  return {
    area: 'config',
    name: `${configFile}:${line}:${column}`,
    result: 'wrong',
    found: subject === '' ? allowed : `${subject} ${allowed}`,
    remedy: 'Mend the file: until then no run starts. Its schema is docs/config.schema.json.',
  };
}
