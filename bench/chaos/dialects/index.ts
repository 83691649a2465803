import type { PlatformName } from '../../../src/domain/release-model.js';
import type { ChaosDialect } from './dialect.js';
import { genesysCloud } from './genesys-cloud.js';
import { guide } from './guide.js';
import { niceCxone } from './nice-cxone.js';

export const DIALECTS: Readonly<Record<PlatformName, ChaosDialect>> = {
  guide,
  'genesys-cloud': genesysCloud,
  'nice-cxone': niceCxone,
};
