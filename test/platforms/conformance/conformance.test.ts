import { genesysCloud } from './genesys-cloud.js';
import { guide } from './guide.js';
import { niceCxone } from './nice-cxone.js';
import { describeOrg } from './org.js';
import { describeKind } from './resources.js';

// Written once against the port, and run for every adapter: docs/adapters.md.
for (const subject of [guide, genesysCloud, niceCxone]) {
  describeOrg(subject);
  for (const sample of subject.samples) describeKind(subject, sample);
}
