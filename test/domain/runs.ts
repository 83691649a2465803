/**
 * How often a property runs: as given, or FC_RUNS times for a longer hunt. fast-check prints seed and path of a
 * failure; FC_SEED starts from that seed, and without it every run of the suite draws the same cases.
 */
export function runs(usual: number): { numRuns: number; seed: number } {
  return {
    numRuns: Number(process.env['FC_RUNS'] ?? usual),
    seed: Number(process.env['FC_SEED'] ?? 20_260_101),
  };
}
