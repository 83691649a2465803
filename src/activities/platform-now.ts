export { platformNow } from '../planning/platform-now.js';
