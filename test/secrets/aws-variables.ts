/** Runs `work` with these AWS_* variables and no others: the SDK reads the process's own environment. */
export async function withVariables(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const clear = (): void => {
    for (const name of Object.keys(process.env))
      if (name.startsWith('AWS_')) delete process.env[name];
  };
  const nowhere = '/nowhere';
  clear();
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_CONFIG_FILE: nowhere,
    ...variables,
  });
  try {
    await work();
  } finally {
    clear();
    for (const [name, value] of before) process.env[name] = value;
  }
}
