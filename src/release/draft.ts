import type { Release } from '../domain/release-model.js';

/** What could be read of a configuration, though some of it may be wrong; checks work on this. */
export type Draft = Omit<Release, 'commit' | 'digest' | 'environmentFilesDigest' | 'policy'>;
