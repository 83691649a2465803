export { rollout } from './rollout.js';
export { rolloutGroup } from './rollout-group.js';
export { orgDeployment } from './org-deployment.js';
export { observation } from './observation.js';
export { balancing } from './balancing.js';
export { remediation } from './remediation.js';
export { drift } from './drift.js';
export { line } from './line.js';
