import { betaQuantile } from '../../src/domain/canary/quantile.js';

/** Clopper and Pearson: the largest rate that so few hits are not too rare for, at one-sided 95 %. */
export function upperBound(hits: number, runs: number): number {
  return hits >= runs ? 1 : betaQuantile(0.95, hits + 1, runs - hits);
}

export function lowerBound(hits: number, runs: number): number {
  return hits === 0 ? 0 : betaQuantile(0.05, hits, runs - hits + 1);
}
