/**
 * How YAML is written: words and numbers that readers of YAML 1.1 take otherwise (`yes`, `on`, `1_000`) in quotes,
 * since the configuration's own reader refuses them without.
 */
export const yamlStyle = { compat: 'yaml-1.1' } as const;
