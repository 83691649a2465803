/**
 * How many times as fast as the wall's the platform's clock runs: 15 minutes are a second. Faster, and a client may not
 * have measured the clock yet when it is told to come back in a minute: it then waits for one of the wall's.
 */
export const TIME_SCALE = 900;
